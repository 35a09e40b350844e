package org.lanner;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Finds liblanner: where LANNER_LIBRARY says (a folder or the file), in the package itself, and in the usual places of the system.
 *
 * <p>The system loads libraries from files only. A jar that carries the library has its files unpacked into a folder of the user's cache,
 * which is named after their content, so that it is done once.
 */
@SuppressWarnings("restricted")
final class NativeLibrary {
    private static final String NAME = System.mapLibraryName("lanner");

    private NativeLibrary() {}

    /** Loads the library; it stays until the process ends. */
    static SymbolLookup load() {
        String named = System.getenv("LANNER_LIBRARY");
        if (named != null && !named.isEmpty()) {
            Path path = Path.of(named);
            return open(Files.isDirectory(path) ? path.resolve(NAME) : path, "LANNER_LIBRARY names it");
        }
        List<String> carried = carried();
        if (!carried.isEmpty()) {
            return open(unpack(carried).resolve(NAME), "the package carries it");
        }
        for (String folder : System.getProperty("java.library.path", "").split(System.getProperty("path.separator"))) {
            Path path = Path.of(folder.isEmpty() ? "." : folder, NAME);
            if (!folder.isEmpty() && Files.isRegularFile(path)) {
                return open(path, "java.library.path has it");
            }
        }
        try {
            return SymbolLookup.libraryLookup(NAME, Arena.global());
        } catch (IllegalArgumentException error) {
            throw new LannerException(
                    NAME + " was not found. The environment's LANNER_LIBRARY names the folder or the file; otherwise the package's jar"
                            + " carries it, or java.library.path or the system has it",
                    error);
        }
    }

    private static SymbolLookup open(Path path, String why) {
        if (!Files.isRegularFile(path)) {
            throw new LannerException(path + " does not exist; liblanner was expected there, since " + why);
        }
        try {
            return SymbolLookup.libraryLookup(path.toAbsolutePath(), Arena.global());
        } catch (IllegalArgumentException error) {
            throw new LannerException(path + " could not be loaded; " + why, error);
        }
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String name = system.startsWith("mac") ? "macos" : system.startsWith("windows") ? "windows" : "linux";
        String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return name + "-" + (processor.equals("x86_64") ? "amd64" : processor);
    }

    private static InputStream resource(String name) {
        return NativeLibrary.class.getResourceAsStream("native/" + platform() + "/" + name);
    }

    /** The lines of the list of files that build.sh has put into the jar, each a digest and a name; none when it carries no library. */
    private static List<String> carried() {
        try (InputStream stream = resource("files.txt")) {
            if (stream == null) {
                return List.of();
            }
            List<String> lines = new ArrayList<>();
            BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
            return lines;
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private static Path unpack(List<String> lines) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
            String name = "java-" + Lanner.PACKAGE_VERSION + "-" + HexFormat.of().formatHex(digest.digest(), 0, 12);
            Path cache = cache();
            if (cache == null) {
                return forThisProcess(lines);
            }
            Path folder = cache.resolve(name);
            if (isComplete(folder, lines)) {
                return folder;
            }
            Path stage = Files.createTempDirectory(cache, "unpacking-");
            fill(stage, lines);
            try {
                Files.move(stage, folder, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileAlreadyExistsException | DirectoryNotEmptyException | AtomicMoveNotSupportedException error) {
                // Another process was faster, or files are missing from the folder.
                if (!isComplete(folder, lines)) {
                    return stage;
                }
                delete(stage);
            }
            return folder;
        } catch (IOException error) {
            throw new LannerException("the library could not be unpacked from the jar: " + error, error);
        } catch (NoSuchAlgorithmException error) {
            throw new AssertionError(error);
        }
    }

    /** A folder that nobody else can write to, since what is in it becomes part of the process; null when there is none. */
    private static Path cache() {
        String named = System.getenv("XDG_CACHE_HOME");
        Path folder = named != null && named.startsWith("/")
                ? Path.of(named, "lanner")
                : Path.of(System.getProperty("user.home", "."), ".cache", "lanner");
        try {
            Files.createDirectories(folder);
            boolean isPosix = Files.getFileStore(folder).supportsFileAttributeView("posix");
            if (isPosix) {
                if (!Files.getOwner(folder).getName().equals(System.getProperty("user.name"))) {
                    return null;
                }
                var rights = Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
                if (rights.contains(PosixFilePermission.GROUP_WRITE) || rights.contains(PosixFilePermission.OTHERS_WRITE)) {
                    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
                }
            }
            return Files.isWritable(folder) ? folder : null;
        } catch (IOException | UnsupportedOperationException error) {
            return null;
        }
    }

    private static boolean isComplete(Path folder, List<String> lines) throws IOException {
        for (String line : lines) {
            // Each line: the digest, the size, the name.
            String[] parts = line.split(" ", 3);
            Path file = folder.resolve(parts[2]);
            if (!Files.isRegularFile(file) || Files.size(file) != Long.parseLong(parts[1])) {
                return false;
            }
        }
        return true;
    }

    private static void fill(Path folder, List<String> lines) throws IOException {
        for (String line : lines) {
            String name = line.split(" ", 3)[2];
            try (InputStream stream = resource(name)) {
                if (stream == null) {
                    throw new IOException("the jar has no " + name);
                }
                Files.copy(stream, folder.resolve(name));
            }
        }
    }

    private static Path forThisProcess(List<String> lines) throws IOException {
        Path folder = Files.createTempDirectory("lanner-");
        fill(folder, lines);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "lanner-unpacked"));
        return folder;
    }

    private static void delete(Path folder) {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException error) {
            // Files that stay in the temporary folder do no harm.
        }
    }
}
