package org.lanner;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Descriptions of types, from and to the library's. */
final class Types {
    private Types() {}

    static List<ImportType> imports(Scope scope, long module) {
        long vector = scope.vector();
        Native.call(Native.wasm_module_imports, module, vector);
        try {
            List<ImportType> found = new ArrayList<>();
            for (long element : elements(vector)) {
                String first = Scope.textIn(Native.call(Native.wasm_importtype_module, element));
                String second = Scope.textIn(Native.call(Native.wasm_importtype_name, element));
                found.add(new ImportType(first, second, extern(Native.call(Native.wasm_importtype_type, element))));
            }
            return List.copyOf(found);
        } finally {
            Native.call(Native.wasm_importtype_vec_delete, vector);
        }
    }

    static List<ExportType> exports(Scope scope, long module) {
        long vector = scope.vector();
        Native.call(Native.wasm_module_exports, module, vector);
        try {
            List<ExportType> found = new ArrayList<>();
            for (long element : elements(vector)) {
                String name = Scope.textIn(Native.call(Native.wasm_exporttype_name, element));
                found.add(new ExportType(name, extern(Native.call(Native.wasm_exporttype_type, element))));
            }
            return List.copyOf(found);
        } finally {
            Native.call(Native.wasm_exporttype_vec_delete, vector);
        }
    }

    /** The pointers in a vector. */
    static long[] elements(long vector) {
        long[] found = new long[Math.toIntExact(Raw.getLong(vector))];
        long data = Raw.getLong(vector + 8);
        for (int index = 0; index < found.length; index++) {
            found[index] = Raw.getLong(data + index * 8L);
        }
        return found;
    }

    private static ExternType extern(long type) {
        return switch ((int) Native.call(Native.wasm_externtype_kind, type)) {
            case 0 -> function(Native.call(Native.wasm_externtype_as_functype, type));
            case 1 -> global(Native.call(Native.wasm_externtype_as_globaltype, type));
            case 2 -> table(Native.call(Native.wasm_externtype_as_tabletype, type));
            case 3 -> memory(Native.call(Native.wasm_externtype_as_memorytype, type));
            default -> new TagType();
        };
    }

    private static ValueType value(long type) {
        return ValueType.of((int) Native.call(Native.wasm_valtype_kind, type));
    }

    private static List<ValueType> values(long vector) {
        List<ValueType> found = new ArrayList<>();
        for (long element : elements(vector)) {
            found.add(value(element));
        }
        return found;
    }

    static FunctionType function(long type) {
        return new FunctionType(
                values(Native.call(Native.wasm_functype_params, type)), values(Native.call(Native.wasm_functype_results, type)));
    }

    static GlobalType global(long type) {
        return new GlobalType(
                value(Native.call(Native.wasm_globaltype_content, type)), Native.call(Native.wasm_globaltype_mutability, type) != 0);
    }

    static TableType table(long type) {
        long limits = Native.call(Native.wasm_tabletype_limits, type);
        return new TableType(value(Native.call(Native.wasm_tabletype_element, type)), minimum(limits), maximum(limits));
    }

    static MemoryType memory(long type) {
        long limits = Native.call(Native.wasm_memorytype_limits, type);
        return new MemoryType(minimum(limits), maximum(limits));
    }

    private static long minimum(long limits) {
        return Integer.toUnsignedLong(Raw.getInt(limits));
    }

    private static OptionalLong maximum(long limits) {
        int found = Raw.getInt(limits + 4);
        return found == -1 ? OptionalLong.empty() : OptionalLong.of(Integer.toUnsignedLong(found));
    }

    /** The least and the largest size as C has them. */
    static long limits(Scope scope, long minimum, OptionalLong maximum) {
        check(minimum, "the least size");
        maximum.ifPresent(number -> check(number, "the largest size"));
        long limits = scope.room(8);
        Raw.putInt(limits, (int) minimum);
        Raw.putInt(limits + 4, (int) maximum.orElse(-1));
        return limits;
    }

    private static void check(long number, String what) {
        if (number < 0 || number >= 0xffffffffL) {
            throw new IllegalArgumentException(what + " is " + number + "; a number from 0 to " + (0xffffffffL - 1) + " was expected");
        }
    }

    /** A new description of a type of values. */
    static long newValue(ValueType type) {
        return Native.made(Native.call(Native.wasm_valtype_new, type.kind()), "making a type of values");
    }

    private static long newValues(Scope scope, List<ValueType> types) {
        long[] pointers = new long[types.size()];
        for (int index = 0; index < pointers.length; index++) {
            pointers[index] = newValue(types.get(index));
        }
        long vector = scope.vector();
        Native.call(Native.wasm_valtype_vec_new, vector, pointers.length, scope.pointers(pointers));
        return vector;
    }

    /** A new description of a type of functions. */
    static long newFunction(Scope scope, FunctionType type) {
        long params = newValues(scope, type.params());
        long results = newValues(scope, type.results());
        return Native.made(Native.call(Native.wasm_functype_new, params, results), "making the type of a function");
    }
}
