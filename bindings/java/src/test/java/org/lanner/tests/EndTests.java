package org.lanner.tests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How processes end, and their signals and children, while guests run: see {@link Ends}. */
final class EndTests {
    private static final int TRIES = Project.IS_LONG ? 100 : 2;

    /** The processes end before a second compiler would be worth its time. */
    private static final List<String> ALLOW = List.of("--enable-native-access=org.lanner,ALL-UNNAMED", "-XX:TieredStopAtLevel=1");

    private static void end(int status, String output, String absent, String... arguments) throws Exception {
        for (int index = 0; index < TRIES; index++) {
            Project.Result result = Project.run(ALLOW, 120, Ends.class, arguments);
            if (result.status() != status) {
                throw new AssertionError(
                        "try " + index + " has ended with " + result.status() + ", expected was " + status + "\n" + result.output());
            }
            Check.contains(output, result.output());
            Check.that(absent == null || !result.output().contains(absent), result.output());
            Check.that(!result.output().contains("fatal error"), result.output());
        }
    }

    @Test
    void mainReturns() throws Exception {
        end(0, "the end", null, "return");
    }

    @Test
    void mainThrows() throws Exception {
        end(1, "org.lanner.Trap", "the end", "uncaught");
    }

    @Test
    void exit() throws Exception {
        end(5, "hook 42", "the end", "exit");
    }

    @Test
    void exitInACallback() throws Exception {
        end(7, "hook 42", "the end", "exit-in-callback");
    }

    @Test
    void halt() throws Exception {
        end(6, "", "hook", "halt");
    }

    @Test
    void children() throws Exception {
        String count = Project.IS_LONG ? "2000" : "30";
        Project.Result result = Project.run(ALLOW, 600, Ends.class, "children", count);
        Check.contains(count + " children", result.output());
        Check.equal(0, result.status());
    }

    @Test
    void threadsThatWaitAreWoken() throws Exception {
        String count = Project.IS_LONG ? "3000" : "100";
        Project.Result result = Project.run(ALLOW, 600, Ends.class, "blocked", count);
        Check.contains(count + " woken", result.output());
        Check.equal(0, result.status());
    }

    @Test
    void signals() throws Exception {
        for (int index = 0; index < TRIES; index++) {
            signal("INT", 130);
            signal("TERM", 143);
            signal("HUP", 129);
        }
    }

    /** The JVM runs the hooks, and ends with the signal's status. */
    private static void signal(String name, int status) throws Exception {
        // A process that was started in the background may have been told to ignore some.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,TERM,HUP"));
        command.addAll(Project.command(ALLOW, Ends.class, "signal"));
        Path output = Files.createTempFile("lanner-test-", ".txt");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!Files.readString(output).contains("ready")) {
                Check.that(process.isAlive() && System.nanoTime() < end, "the process was not ready: " + Files.readString(output));
                Thread.sleep(5);
            }
            Check.equal(0, new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor());
            Check.that(process.waitFor(60, TimeUnit.SECONDS), "the process runs on: " + Files.readString(output));
            Check.contains("hook 42", Files.readString(output));
            Check.equal(status, process.exitValue());
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }

    /** A real crash is reported by the JVM as ever. */
    @Test
    void crash() throws Exception {
        crash("crash", true);
    }

    /**
     * On a thread that has called guests, the report has what crashed and where. It ends there with a library whose loader leaves such
     * threads a stack for signals that is too small for the JVM: see README.md.
     */
    @Test
    void crashOfAThreadThatHasCalled() throws Exception {
        crash("crash-called", false);
    }

    private static void crash(String name, boolean isWhole) throws Exception {
        Path folder = Project.temporaryFolder();
        for (int index = 0; index < TRIES; index++) {
            Path report = folder.resolve("report" + index);
            List<String> options = new ArrayList<>(ALLOW);
            options.addAll(List.of("-XX:ErrorFile=" + report, "-XX:-CreateCoredumpOnCrash"));
            Project.Result result = Project.run(options, 120, Ends.class, name);
            Check.that(result.status() == 1 || (!isWhole && result.status() == 139), "the status is " + result.status());
            Check.contains("SIGSEGV", result.output());
            String text = Files.readString(report);
            Check.contains("SIGSEGV", text);
            Check.contains("Unsafe.getIntUnaligned", text);
            if (isWhole || result.status() == 1) {
                Check.contains("Ends.crash", text);
                Check.contains("END.", text);
            }
        }
        Project.delete(folder);
    }
}
