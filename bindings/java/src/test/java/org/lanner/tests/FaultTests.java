package org.lanner.tests;

import java.util.ArrayList;
import java.util.List;

/**
 * Java's own faults and a guest's, thousands of times, in processes of their own: see {@link Faults}. Each collector and each way to run
 * code has its own handling of signals.
 */
final class FaultTests {
    private static final List<String> COLLECTORS = List.of("-XX:+UseG1GC", "-XX:+UseParallelGC", "-XX:+UseSerialGC", "-XX:+UseZGC");
    private static final List<List<String>> COMPILERS = List.of(
            List.of(), List.of("-Xint"), List.of("-XX:TieredStopAtLevel=1"), List.of("-Xcomp", "-XX:-TieredCompilation"));

    private static void run(int rounds, List<String> options) throws Exception {
        Project.Result result = Project.run(options, Project.IS_LONG ? 3600 : 300, Faults.class, Integer.toString(rounds));
        if (result.status() != 0) {
            throw new AssertionError(options + " has ended with " + result.status() + "\n" + result.output());
        }
        Check.contains("null dereferences", result.output());
        // What the JVM says with its checks comes before.
        System.out.println("      " + options + ": " + result.output().strip().lines().reduce("", (before, line) -> line));
    }

    @Test
    void faultsOfBoth() throws Exception {
        if (Project.IS_LONG) {
            for (String collector : COLLECTORS) {
                for (List<String> compiler : COMPILERS) {
                    List<String> options = new ArrayList<>(compiler);
                    options.add(collector);
                    run(4000, options);
                }
            }
        } else {
            run(300, List.of(COLLECTORS.get(0)));
            run(60, List.of(COLLECTORS.get(1), "-XX:TieredStopAtLevel=1"));
            run(60, List.of(COLLECTORS.get(2), "-Xint"));
        }
    }

    /** The checks of JNI, which also look after handlers of signals, find nothing that ends anything. */
    @Test
    void withChecksOfJni() throws Exception {
        run(Project.IS_LONG ? 2000 : 50, List.of("-Xcheck:jni"));
    }
}
