package org.lanner;

import java.io.Serializable;

/**
 * A function of a guest that was active when it trapped.
 *
 * @param functionName the name of the function, or null when the module does not tell
 * @param moduleName the name of the module, or null when the module does not tell
 * @param functionIndex the index of the function, or -1 when it is not known
 * @param functionOffset the position of the instruction in bytes from the start of the function's body, or -1 when it is not known
 * @param moduleOffset the position in bytes from the start of the module, or -1 when it is not known
 * @param source the file of the source, or null when the module does not tell
 * @param line the line in the source, or -1 when the module does not tell
 * @param column the column in the line, or -1 when the module does not tell
 */
public record Frame(
        String functionName,
        String moduleName,
        long functionIndex,
        long functionOffset,
        long moduleOffset,
        String source,
        int line,
        int column)
        implements Serializable {

    private String name() {
        return functionName != null ? functionName : functionIndex >= 0 ? "function " + functionIndex : "a function";
    }

    /** Returns the frame as text, such as {@code shop.load (+0x8f) in shop.c:12}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(moduleName != null ? moduleName + "." + name() : name());
        if (moduleOffset >= 0) {
            text.append(" (+0x").append(Long.toHexString(moduleOffset)).append(')');
        }
        if (source != null) {
            text.append(" in ").append(source).append(':').append(line);
        }
        return text.toString();
    }

    /** The frame as Java shows it. Without source it tells the position in the module where the file would be. */
    StackTraceElement toElement() {
        String file = source != null ? source : moduleOffset >= 0 ? "+0x" + Long.toHexString(moduleOffset) : null;
        return new StackTraceElement("wasm", null, null, moduleName != null ? moduleName : "module", name(), file, line);
    }
}
