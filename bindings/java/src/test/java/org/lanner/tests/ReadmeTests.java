package org.lanner.tests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The examples in README.md print what README.md says. */
final class ReadmeTests {
    /** The first block of a language after a position. */
    private static String block(String text, String language) {
        Matcher matcher = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(text);
        Check.that(matcher.find(), "README.md has no block of " + language);
        return matcher.group(1);
    }

    @Test
    void example() throws Exception {
        act("## An example\n", "Shop.java");
    }

    @Test
    void exampleThatWaits() throws Exception {
        act("## Async\n", "Patience.java");
    }

    private static void act(String heading, String file) throws Exception {
        String readme = Files.readString(Project.ROOT.resolve("bindings/java/README.md"));
        String section = readme.substring(readme.indexOf(heading));
        String program = block(section, "java");
        String expected = block(section.substring(section.indexOf("prints\n")), "");
        Path folder = Project.temporaryFolder();
        try {
            Path source = folder.resolve(file);
            Files.writeString(source, program);
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=org.lanner",
                    "-p",
                    System.getProperty("jdk.module.path"),
                    "--add-modules",
                    "org.lanner",
                    source.toString()));
            Project.Result result = Project.run(command, 120);
            Check.equal(expected, result.output());
            Check.equal(0, result.status());
        } finally {
            Project.delete(folder);
        }
    }
}
