package org.lanner.tests;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Runs all tests, or those whose names contain one of the arguments; ends with 1 if one fails. */
public final class AllTests {
    private static final List<Class<?>> CLASSES = List.of(
            CallTests.class,
            ReferenceTests.class,
            MemoryTests.class,
            ModuleTests.class,
            StoreTests.class,
            ThreadTests.class,
            WasiTests.class,
            AllocatorTests.class,
            ComponentTests.class,
            ComponentScenarioTests.class,
            AsyncScenarioTests.class,
            AsyncTests.class,
            AsyncComponentTests.class,
            AsyncComponentScenarioTests.class,
            FaultTests.class,
            EndTests.class,
            ReadmeTests.class);

    private record Case(String name, Check.Action action) {}

    private AllTests() {}

    public static void main(String[] arguments) throws Exception {
        List<Case> cases = new ArrayList<>();
        for (ScenarioTests.Scenario scenario : ScenarioTests.all()) {
            cases.add(new Case("scenario " + scenario.name(), scenario::act));
        }
        for (Class<?> type : CLASSES) {
            Method[] methods = type.getDeclaredMethods();
            Arrays.sort(methods, Comparator.comparing(Method::getName));
            int before = cases.size();
            for (Method method : methods) {
                if (method.isAnnotationPresent(Test.class)) {
                    cases.add(new Case(type.getSimpleName() + "." + method.getName(), () -> run(type, method)));
                }
            }
            if (cases.size() == before) {
                throw new AssertionError(type + " has no tests");
            }
        }
        int passed = 0;
        List<String> failed = new ArrayList<>();
        for (Case test : cases) {
            if (arguments.length > 0 && Arrays.stream(arguments).noneMatch(test.name()::contains)) {
                continue;
            }
            long start = System.nanoTime();
            try {
                test.action().run();
                passed++;
                System.out.printf("ok    %s (%d ms)%n", test.name(), (System.nanoTime() - start) / 1_000_000);
            } catch (Throwable error) {
                failed.add(test.name());
                System.out.println("FAIL  " + test.name());
                error.printStackTrace(System.out);
            }
        }
        System.out.println(passed + " passed, " + failed.size() + " failed" + (failed.isEmpty() ? "" : ": " + failed));
        System.exit(failed.isEmpty() && passed > 0 ? 0 : 1);
    }

    private static void run(Class<?> type, Method method) throws Throwable {
        try {
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            method.setAccessible(true);
            method.invoke(constructor.newInstance());
        } catch (InvocationTargetException error) {
            throw error.getCause();
        }
    }
}
