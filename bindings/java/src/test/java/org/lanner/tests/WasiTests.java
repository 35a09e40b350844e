package org.lanner.tests;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.lanner.Engine;
import org.lanner.Files;
import org.lanner.Instance;
import org.lanner.KeyValueStore;
import org.lanner.LannerException;
import org.lanner.Linker;
import org.lanner.Module;
import org.lanner.Right;
import org.lanner.Store;
import org.lanner.Stream;
import org.lanner.WasiConfig;
import org.lanner.WasiLimit;

/** Programs of WASI beyond the scenario. */
final class WasiTests {
    private final Engine engine = new Engine();
    private final Module module = Module.fromFile(engine, Project.ROOT.resolve("bindings/scenarios/wasi.wat"));

    private int run(WasiConfig wasi) {
        try (Store store = new Store(engine); Linker linker = new Linker(engine)) {
            return linker.defineWasi(wasi).instantiate(store, module).run();
        }
    }

    @Test
    void filesInMemory() {
        try (Files files = new Files(); WasiConfig wasi = new WasiConfig()) {
            files.createDirectory("/data");
            files.write("/file.txt", "in memory\n".getBytes(StandardCharsets.UTF_8));
            Check.equal("in memory\n", new String(files.read("/file.txt"), StandardCharsets.UTF_8));
            Check.thrown(LannerException.class, () -> files.read("/missing"));
            files.write("/made/on/the/way", new byte[] {1});
            Check.equal(new byte[] {1}, files.read("/made/on/the/way"));
            Check.thrown(LannerException.class, () -> files.write("/file.txt/below", new byte[1]));
            wasi.addArguments("program", "argument").addEnvironment("NAME", "value").setInput("input\n").capture();
            wasi.addFiles(files, "/host", Right.READ_ONLY);
            Check.equal(7, run(wasi));
            Check.equal("argument\nNAME=value\ninput\nin memory\n", wasi.stdout());
            Check.equal("file.txt", wasi.stderr().substring(wasi.stderr().length() - 8));
        }
        Check.thrown(LannerException.class, () -> new Files(10).write("/large", new byte[11]));
        Check.thrown(IllegalArgumentException.class, () -> new Files(-1));
    }

    @Test
    void grants() {
        WasiConfig wasi = new WasiConfig();
        Check.thrown(IllegalArgumentException.class, () -> wasi.addArguments("a\0b"));
        Check.thrown(NullPointerException.class, () -> wasi.addArguments((String) null));
        WasiConfig missing = new WasiConfig().addDirectory(Path.of("/no/such/directory"), "/host");
        Check.thrown(LannerException.class, () -> run(missing));
        Check.thrown(LannerException.class, wasi::stdout);
        wasi.inheritEnvironment().inheritStreams(Set.of(Stream.STDERR)).setRandomSeed(7).capture(EnumSet.of(Stream.STDOUT), 5);
        Check.equal("", wasi.stdout());
        Path folder = Project.temporaryFolder();
        wasi.addDirectory(folder, "/host", Right.all());
        wasi.close();
        Check.thrown(IllegalStateException.class, () -> wasi.addArguments("late"));
        Check.thrown(IllegalStateException.class, () -> new Linker(engine).defineWasi(wasi));
        Project.delete(folder);
    }

    /** What a library that is older than the package does not have, it says. */
    private static void done(Check.Action action) throws Throwable {
        try {
            action.run();
        } catch (LannerException error) {
            Check.contains("of another version than the package", error.getMessage());
        }
    }

    @Test
    void clocksPeersAndArchives() throws Throwable {
        WasiConfig wasi = new WasiConfig();
        done(() -> wasi.setClock(Instant.ofEpochSecond(1), Duration.ofMillis(1)));
        done(() -> wasi.allowPeers("10.0.0.0/8").allowPeers("127.0.0.1", 80));
        done(() -> wasi.addListener("127.0.0.1:0"));
        done(() -> wasi.setMostDescriptors(10));
        Path folder = Project.temporaryFolder();
        try {
            Path archive = folder.resolve("archive.zip");
            try (var zip = new java.util.zip.ZipOutputStream(java.nio.file.Files.newOutputStream(archive))) {
                zip.putNextEntry(new java.util.zip.ZipEntry("file.txt"));
                zip.write("in an archive\n".getBytes(StandardCharsets.UTF_8));
            }
            done(() -> {
                WasiConfig granted = new WasiConfig().addArchive(archive, "/host");
                granted.addArguments("program", "argument").addEnvironment("NAME", "value").capture();
                Check.equal(7, run(granted));
                Check.contains("in an archive", granted.stdout());
            });
        } finally {
            Project.delete(folder);
        }
        Check.thrown(IllegalArgumentException.class, () -> wasi.allowPeers("10.0.0.1", 65536));
        Check.thrown(IllegalArgumentException.class, () -> wasi.setMostDescriptors(-1));
        Check.thrown(IllegalArgumentException.class, () -> wasi.setClock(Instant.MAX, Duration.ZERO));
        done(() -> {
            try (Store store = new Store(engine); Linker linker = new Linker(engine)) {
                WasiConfig granted = new WasiConfig();
                granted.addArguments("program", "argument").addEnvironment("NAME", "value").capture();
                Path host = Project.temporaryFolder();
                java.nio.file.Files.writeString(host.resolve("file.txt"), "of the host\n");
                Check.equal(7, linker.defineWasi(granted.addDirectory(host, "/host")).run(store, module));
                Check.contains("of the host", granted.stdout());
                Project.delete(host);
            }
        });
    }

    @Test
    void grantsForComponents() {
        Path folder = Project.temporaryFolder();
        try (KeyValueStore store = new KeyValueStore(200); WasiConfig wasi = new WasiConfig()) {
            store.set("key", new byte[] {0, -1});
            Check.equal(new byte[] {0, -1}, store.get("key"));
            wasi.allowConnect("udp://10.0.0.0/8").allowListen("127.0.0.1:0").allowNameLookup("*.example.com");
            wasi.allowHttp("https://example.com").allowPrivateAnswers().addSetting("name", "value").addKeyValueStore("store", store);
            wasi.addOverlay(folder, "/");
            for (WasiLimit limit : WasiLimit.values()) {
                wasi.setLimit(limit, Long.MAX_VALUE);
            }
            refused("'http://example.com' cannot be granted: write [tcp", () -> wasi.allowConnect("http://example.com"));
            refused("'example.com:80' cannot be granted: guests listen at addresses", () -> wasi.allowListen("example.com:80"));
            refused("'10.0.0.0/8' is no name of hosts", () -> wasi.allowNameLookup("10.0.0.0/8"));
            refused("'udp://example.com' cannot be granted: write [http", () -> wasi.allowHttp("udp://example.com"));
            refused("/no such directory", () -> wasi.addOverlay(Path.of("/no such directory"), "/"));
            refused("store", () -> wasi.addKeyValueStore("store", store));
            refused("There is no key \"other\"", () -> store.get("other"));
            refused("the store is full", () -> store.set("other", new byte[200]));
            Check.thrown(IllegalArgumentException.class, () -> wasi.setLimit(WasiLimit.SOCKETS, -1));
            Check.thrown(IllegalArgumentException.class, () -> wasi.addOverlay(folder, "/", -1));
            Check.thrown(IllegalArgumentException.class, () -> wasi.addSetting("a\0", ""));
            Check.thrown(IllegalArgumentException.class, () -> new KeyValueStore(-1));
        } finally {
            Project.delete(folder);
        }
    }

    private static void refused(String message, Check.Action action) {
        Check.contains(message, Check.thrown(LannerException.class, action).getMessage());
    }

    @Test
    void aProgramThatReturns() {
        try (Store store = new Store(engine)) {
            Instance program = Instance.of(store, new Module(engine, "(module (func (export \"_start\")))"));
            Check.equal(0, program.run());
        }
    }
}
