package org.lanner.tests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The example in README.md prints what README.md says. */
final class ReadmeTests {
    /** The first block of a language after a position. */
    private static String block(String text, String language) {
        Matcher matcher = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(text);
        Check.that(matcher.find(), "README.md has no block of " + language);
        return matcher.group(1);
    }

    @Test
    void example() throws Exception {
        String readme = Files.readString(Project.ROOT.resolve("bindings/java/README.md"));
        String program = block(readme, "java");
        String expected = block(readme.substring(readme.indexOf("prints\n")), "");
        Path folder = Project.temporaryFolder();
        try {
            Path source = folder.resolve("Shop.java");
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
