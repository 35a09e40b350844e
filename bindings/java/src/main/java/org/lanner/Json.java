package org.lanner;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** JSON, in which values of components cross. It may come from guests: how deep values are nested is bounded. */
final class Json {
    /** The library takes and gives 128 at most. */
    private static final int MAXIMUM_DEPTH = 512;

    /** The longest integer of any type has 20 digits and a sign. */
    private static final int MAXIMUM_DIGITS = 40;

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** Reads a value: a map, list, string, Long, BigInteger (where a long has no room), Double, Boolean or null. */
    static Object read(String text) {
        Json json = new Json(text);
        Object value = json.value(0);
        json.skipSpace();
        if (json.at != text.length()) {
            throw json.wrong("the end");
        }
        return value;
    }

    private LannerException wrong(String expected) {
        return new LannerException("the JSON has a mistake at " + at + ": " + expected + " was expected");
    }

    private char here() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private void skipSpace() {
        while (" \t\r\n".indexOf(here()) >= 0) {
            at++;
        }
    }

    private boolean take(String token) {
        skipSpace();
        if (text.startsWith(token, at)) {
            at += token.length();
            return true;
        }
        return false;
    }

    private void expect(String token) {
        if (!take(token)) {
            throw wrong(token);
        }
    }

    private Object value(int depth) {
        if (depth > MAXIMUM_DEPTH) {
            throw wrong("a value that is not so deep in others");
        }
        if (take("{")) {
            return members(depth);
        } else if (take("[")) {
            return items(depth);
        } else if (take("true")) {
            return true;
        } else if (take("false")) {
            return false;
        } else if (take("null")) {
            return null;
        }
        return here() == '"' ? string() : number();
    }

    private Map<String, Object> members(int depth) {
        Map<String, Object> members = new LinkedHashMap<>();
        if (!take("}")) {
            do {
                String name = string();
                expect(":");
                members.put(name, value(depth + 1));
            } while (take(","));
            expect("}");
        }
        return members;
    }

    private List<Object> items(int depth) {
        List<Object> items = new ArrayList<>();
        if (!take("]")) {
            do {
                items.add(value(depth + 1));
            } while (take(","));
            expect("]");
        }
        return items;
    }

    private Object number() {
        int start = at;
        boolean isInteger = true;
        for (char one = here(); "+-.eE0123456789".indexOf(one) >= 0; one = here()) {
            isInteger &= ".eE".indexOf(one) < 0;
            at++;
        }
        String number = text.substring(start, at);
        try {
            if (isInteger && number.length() < MAXIMUM_DIGITS) {
                BigInteger integer = new BigInteger(number);
                return integer.bitLength() < Long.SIZE ? (Object) integer.longValue() : integer;
            } else if (!isInteger) {
                return Double.valueOf(number);
            }
        } catch (NumberFormatException error) {
            // The same mistake as below.
        }
        at = start;
        throw wrong("a value");
    }

    private String string() {
        expect("\"");
        StringBuilder found = new StringBuilder();
        while (true) {
            char one = here();
            if (one < ' ') {
                throw wrong("the end of a string");
            }
            at++;
            if (one == '"') {
                return found.toString();
            }
            found.append(one == '\\' ? escaped() : one);
        }
    }

    private char escaped() {
        char mark = here();
        at++;
        return switch (mark) {
            case '"', '\\', '/' -> mark;
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> {
                int unit = 0;
                for (int end = at + 4; at < end; at++) {
                    int digit = Character.digit(here(), 16);
                    if (digit < 0 || here() > 'f') {
                        throw wrong("a hexadecimal digit");
                    }
                    unit = unit << 4 | digit;
                }
                yield (char) unit;
            }
            default -> throw wrong("what can be escaped");
        };
    }

    /** Writes a value, which is named in messages, in UTF-8. */
    static byte[] bytes(Object value, String what) {
        StringBuilder out = new StringBuilder();
        write(out, value, what, 0);
        return Scope.bytesOf(out.toString(), what);
    }

    private static void write(StringBuilder out, Object value, String what, int depth) {
        if (depth > MAXIMUM_DEPTH) {
            throw new IllegalArgumentException(what + " is more than " + MAXIMUM_DEPTH + " deep");
        }
        switch (value) {
            case null -> out.append("null");
            case Boolean truth -> out.append(truth.booleanValue());
            case Double number -> writeFloat(out, number, number.toString());
            case Float number -> writeFloat(out, number, number.toString());
            case Long number -> out.append(number.longValue());
            case Integer number -> out.append(number.intValue());
            case Short number -> out.append(number.shortValue());
            case Byte number -> out.append(number.byteValue());
            case BigInteger number -> out.append(number);
            case BigDecimal number -> out.append(number);
            case CharSequence string -> writeString(out, string);
            case Character character -> writeString(out, character.toString());
            case byte[] bytes -> writeString(out, Base64.getEncoder().encodeToString(bytes));
            case Optional<?> option -> write(out, option.orElse(null), what, depth + 1);
            case Object[] items -> writeItems(out, Arrays.asList(items), what, depth);
            case Collection<?> items -> writeItems(out, items, what, depth);
            case Map<?, ?> members -> writeMembers(out, members, what, depth);
            default -> throw new IllegalArgumentException(
                    what + " is " + Values.describe(value) + ", which stands for no value of a component");
        }
    }

    /** JSON has no numbers for those that are not finite. */
    private static void writeFloat(StringBuilder out, double number, String digits) {
        if (Double.isFinite(number)) {
            out.append(digits);
        } else {
            writeString(out, digits);
        }
    }

    private static void writeItems(StringBuilder out, Iterable<?> items, String what, int depth) {
        String separator = "";
        out.append('[');
        for (Object item : items) {
            out.append(separator);
            write(out, item, what, depth + 1);
            separator = ",";
        }
        out.append(']');
    }

    private static void writeMembers(StringBuilder out, Map<?, ?> members, String what, int depth) {
        String separator = "";
        out.append('{');
        for (Map.Entry<?, ?> member : members.entrySet()) {
            out.append(separator);
            writeString(out, String.valueOf(member.getKey()));
            out.append(':');
            write(out, member.getValue(), what, depth + 1);
            separator = ",";
        }
        out.append('}');
    }

    private static void writeString(StringBuilder out, CharSequence string) {
        out.append('"');
        for (int index = 0; index < string.length(); index++) {
            char one = string.charAt(index);
            if (one == '"' || one == '\\') {
                out.append('\\').append(one);
            } else if (one < ' ') {
                out.append("\\u00").append(one < 16 ? '0' : '1').append(Character.forDigit(one & 15, 16));
            } else {
                out.append(one);
            }
        }
        out.append('"');
    }
}
