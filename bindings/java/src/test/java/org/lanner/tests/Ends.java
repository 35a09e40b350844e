package org.lanner.tests;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntUnaryOperator;
import org.lanner.Engine;
import org.lanner.Instance;
import org.lanner.Linker;
import org.lanner.Module;
import org.lanner.Store;
import org.lanner.Trap;

/** A program for a process of its own, which ends in the way that its argument names, while guests run on other threads. */
public final class Ends {
    private static final String GUEST = """
            (module
              (import "host" "leave" (func $leave (param i32) (result i32)))
              (memory 1 1)
              (func (export "leave") (param i32) (result i32) (call $leave (local.get 0)))
              (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
              (func (export "spin") (param i32) (result i32) (loop $again (br $again)) (i32.const 0)))""";

    private static final Engine ENGINE = new Engine();
    private static final Module MODULE = new Module(ENGINE, GUEST);

    /** A function of the host for which a guest waits. */
    interface Leave {
        CompletableFuture<Integer> of(int status);
    }

    private Ends() {}

    private static Instance guest(IntUnaryOperator leave) {
        Store store = new Store(ENGINE);
        return new Linker(ENGINE).defineFunction(store, "host", "leave", IntUnaryOperator.class, leave).instantiate(store, MODULE);
    }

    /** Threads in guests: in a loop without end, in a callback that waits, and trapping by the hardware again and again. */
    private static void start(boolean isDaemon) throws InterruptedException {
        CountDownLatch areThere = new CountDownLatch(3);
        Runnable[] works = {
            () -> {
                Instance guest = guest(x -> x);
                areThere.countDown();
                guest.function("spin").call(0);
            },
            () -> guest(x -> {
                areThere.countDown();
                try {
                    Thread.sleep(1_000_000);
                } catch (InterruptedException error) {
                    return 1;
                }
                return 0;
            }).function("leave").call(0),
            () -> {
                Instance guest = guest(x -> x);
                areThere.countDown();
                while (true) {
                    trap(guest);
                }
            }
        };
        for (Runnable work : works) {
            Thread.ofPlatform().daemon(isDaemon).start(work);
        }
        areThere.await();
        // And calls that are on their way, on threads that Java has not made.
        guest(x -> x).function("spin").callAsync(0);
        Store store = new Store(ENGINE);
        new Linker(ENGINE).defineFunction(store, "host", "leave", Leave.class, x -> new CompletableFuture<>())
                .instantiate(store, MODULE).function("leave").callAsync(0);
        Thread.sleep(20);
    }

    private static void trap(Instance guest) {
        try {
            guest.function("load").call(1 << 20);
            throw new AssertionError("no trap");
        } catch (Trap trap) {
            // As it is to be.
        }
    }

    public static void main(String[] arguments) throws Exception {
        trap(guest(x -> x));
        switch (arguments[0]) {
            case "return" -> start(true);
            case "uncaught" -> {
                start(true);
                guest(x -> x).function("load").call(1 << 20);
            }
            case "exit" -> {
                start(false);
                hook();
                System.exit(5);
            }
            case "exit-in-callback" -> {
                start(true);
                hook();
                guest(x -> {
                    System.exit(7);
                    return x;
                }).function("leave").call(0);
            }
            case "halt" -> {
                start(false);
                hook();
                Runtime.getRuntime().halt(6);
            }
            case "signal" -> {
                start(true);
                hook();
                System.out.println("ready");
                System.out.flush();
                guest(x -> x).function("spin").call(0);
            }
            case "children" -> {
                start(true);
                children(Integer.parseInt(arguments[1]));
                System.exit(0);
            }
            case "blocked" -> {
                start(true);
                blocked(Integer.parseInt(arguments[1]));
                System.exit(0);
            }
            case "crash" -> {
                // On a thread that has called no guest.
                start(true);
                Thread.ofPlatform().start(Ends::crash).join();
            }
            case "crash-called" -> {
                start(true);
                crash();
            }
            default -> throw new AssertionError(arguments[0]);
        }
        System.out.println("the end");
    }

    /** Hooks may call guests, too. */
    private static void hook() {
        Instance guest = guest(x -> x + 1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            trap(guest);
            System.out.println("hook " + guest.function("leave").call(41));
            System.out.flush();
        }));
    }

    private static void children(int count) throws Exception {
        Instance guest = guest(x -> x);
        for (int index = 0; index < count; index++) {
            Process process = new ProcessBuilder("sh", "-c", "exit " + index % 50).start();
            trap(guest);
            if (process.waitFor() != index % 50) {
                throw new AssertionError("the child has ended with " + process.exitValue());
            }
            // A pipe whose reader is gone is an exception, and not the end.
            Process deaf = new ProcessBuilder("sh", "-c", "exec 0<&-; exit 0").start();
            deaf.waitFor();
            try (OutputStream stream = deaf.getOutputStream()) {
                stream.write(new byte[1 << 20]);
                stream.flush();
                throw new AssertionError("nobody has read it");
            } catch (IOException error) {
                // Broken pipe.
            }
        }
        System.out.println(count + " children");
    }

    /** Threads that wait in the system are woken by a signal when another thread closes what they wait for. */
    private static void blocked(int count) throws Exception {
        for (int index = 0; index < count; index++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            CountDownLatch isThere = new CountDownLatch(1);
            boolean[] isWoken = new boolean[1];
            Thread thread = Thread.ofPlatform().start(() -> {
                trap(guest(x -> x));
                isThere.countDown();
                try {
                    socket.accept().close();
                } catch (SocketException error) {
                    isWoken[0] = true;
                } catch (IOException error) {
                    throw new AssertionError(error);
                }
                trap(guest(x -> x));
            });
            isThere.await();
            Thread.sleep(1);
            socket.close();
            thread.join();
            if (!isWoken[0]) {
                throw new AssertionError("the thread was not woken");
            }
        }
        System.out.println(count + " woken");
    }

    @SuppressWarnings("restricted")
    private static void crash() {
        MemorySegment nowhere = MemorySegment.ofAddress(64).reinterpret(64);
        System.out.println(nowhere.get(ValueLayout.JAVA_INT_UNALIGNED, 0));
    }
}
