package org.lanner.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Where things are, and programs of Java in processes of their own. */
final class Project {
    /** The root of the repository, which test.sh tells. */
    static final Path ROOT = Path.of(System.getProperty("lanner.root"));

    /** True if there is time: test.sh sets this from LANNER_TEST_LONG. */
    static final boolean IS_LONG = Boolean.getBoolean("lanner.long");

    record Result(int status, String output) {}

    private Project() {}

    static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("lanner-test-");
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** Deletes a folder, also one that an engine still writes its cache to, which it does behind the program. */
    static void delete(Path folder) {
        for (int attempt = 1; !isDeleted(folder, attempt == 100); attempt++) {
            try {
                Thread.sleep(50);
            } catch (InterruptedException error) {
                throw new IllegalStateException(error);
            }
        }
    }

    private static boolean isDeleted(Path folder, boolean isLast) {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
            return true;
        } catch (IOException | UncheckedIOException error) {
            if (isLast) {
                throw new IllegalStateException(error);
            }
            return false;
        }
    }

    /** The command that starts a class of the tests in a process of its own. */
    static List<String> command(List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "--enable-native-access=org.lanner",
                "-p",
                System.getProperty("jdk.module.path"),
                "--add-modules",
                "org.lanner",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dlanner.root=" + ROOT));
        command.addAll(options);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    /** Runs a command, and fails when it takes too long. */
    static Result run(List<String> command, int seconds) throws Exception {
        Path output = Files.createTempFile("lanner-test-", ".txt");
        Path folder = temporaryFolder();
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .directory(folder.toFile())
                    .start();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("still running after " + seconds + " seconds: " + command + "\n" + Files.readString(output));
            }
            return new Result(process.exitValue(), new String(Files.readAllBytes(output), StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
            delete(folder);
        }
    }

    static Result run(List<String> options, int seconds, Class<?> main, String... arguments) throws Exception {
        return run(command(options, main, arguments), seconds);
    }
}
