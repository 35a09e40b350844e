package org.lanner;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The library itself. */
public final class Lanner {
    static final String PACKAGE_VERSION = "0.1.0";

    private Lanner() {}

    /**
     * Returns the version of the library.
     *
     * @return the version
     */
    public static String version() {
        return Raw.getText(Native.call(Native.lanner_version));
    }

    /**
     * Starts .NET in the process. The first engine does that otherwise; this is for those who want to choose the moment.
     *
     * @throws LannerException it does not start
     */
    public static void start() {
        Native.done(Native.call(Native.lanner_start, 0), "starting .NET");
    }

    /**
     * Starts .NET in the process, with the managed part of Lanner from a folder.
     *
     * @param folder the folder
     * @throws LannerException it does not start
     */
    public static void start(Path folder) {
        try (Scope scope = new Scope()) {
            Native.done(Native.call(Native.lanner_start, scope.text(folder.toString(), "the folder")), "starting .NET");
        }
    }

    /**
     * Returns the guests of the process that wait, for what, and since when: a text with a line for each, for people.
     *
     * @return the text
     */
    public static String waits() {
        try (Scope scope = new Scope()) {
            long vector = scope.vector();
            Native.call(Native.lanner_waits, vector);
            return scope.takeText(vector);
        }
    }

    /**
     * Translates the text format into the binary format.
     *
     * @param text a module in the text format
     * @return the module in the binary format
     * @throws LannerException the text has a mistake; the message says where
     */
    public static byte[] textToBinary(String text) {
        try (Scope scope = new Scope()) {
            byte[] bytes = Scope.bytesOf(text, "the text");
            long source = scope.vector(bytes);
            long vector = scope.vector();
            Native.done(Native.call(Native.lanner_text_to_binary, Raw.getLong(source + 8), bytes.length, vector), "the translation");
            return scope.takeBytes(vector);
        }
    }

    /**
     * Translates the binary format into the text format.
     *
     * @param binary a module in the binary format
     * @return the module in the text format
     * @throws LannerException the bytes are no module
     */
    public static String binaryToText(byte[] binary) {
        try (Scope scope = new Scope()) {
            long vector = scope.vector();
            Native.done(Native.call(Native.lanner_binary_to_text, scope.vector(binary), vector), "the translation");
            byte[] bytes = scope.takeBytes(vector);
            int length = bytes.length > 0 && bytes[bytes.length - 1] == 0 ? bytes.length - 1 : bytes.length;
            return new String(bytes, 0, length, StandardCharsets.UTF_8);
        }
    }
}
