using System.Text;

namespace Lanner.Native.Tests;

/// <summary>Writes the files that follow from native/functions.list.</summary>
internal static class StubGenerator
{
    private const string Notice = "Written from native/functions.list by tests/Lanner.Native.Tests/StubGenerator.cs.";

    /// <summary>The files, as paths inside the repository, with their content.</summary>
    /// <param name="functions">The functions of the list.</param>
    internal static IReadOnlyDictionary<string, string> Files(IReadOnlyList<NativeFunction> functions) => new Dictionary<string, string>
    {
        ["native/loader/table.h"] = Table(functions),
        ["native/loader/stubs.c"] = Stubs(functions),
        ["src/Lanner.Native/FunctionTable.g.cs"] = ManagedTable(functions),
    };

    /// <summary>A program of C that names every function with its prototype, which the compiler compares with that of the
    /// headers.</summary>
    internal static string Check(IReadOnlyList<NativeFunction> functions)
    {
        var text = new StringBuilder("#include <stdio.h>\n#include \"lanner.h\"\n\ntypedef void (*lanner_finalizer_t)(void*);\n");
        text.Append("#ifdef __cplusplus\nextern \"C\" {\n#endif\n");
        var exported = functions.Where(function => function.Place != NativeFunctionPlace.Table).ToList();
        foreach (var function in exported)
        {
            text.Append($"{function.Prototype};\n");
        }

        text.Append("#ifdef __cplusplus\n}\n#endif\n\ntypedef void (*any)(void);\n\nint main(void)\n{\n    any all[] = {\n");
        foreach (var function in exported)
        {
            text.Append($"        (any)&{function.Name},\n");
        }

        return text.Append("    };\n    printf(\"%d functions\\n\", (int)(sizeof(all) / sizeof(all[0])));\n    return 0;\n}\n").ToString();
    }

    /// <summary>A program of C that calls every function wrongly: with null and zero, and then with a configuration for every thing of
    /// whichever kind.</summary>
    internal static string WrongCalls(IReadOnlyList<NativeFunction> functions)
    {
        var text = new StringBuilder("#include <stdio.h>\n#include \"lanner.h\"\n\ntypedef void (*lanner_finalizer_t)(void*);\n\n");
        text.Append("int main(void)\n{\n    wasm_config_t* config = wasm_config_new();\n    char room[256];\n");
        foreach (var function in functions.Where(function => function.Place == NativeFunctionPlace.Stub))
        {
            var nothing = function.Parameters.Select(parameter => $"({parameter.Type})0");
            text.Append($"    printf(\"{function.Name}\\n\");\n    fflush(stdout);\n");
            text.Append($"    (void){function.Name}({string.Join(", ", nothing)});\n");
            if (function.Method is "item_delete" or "wasm_engine_new_with_config")
            {
                continue;
            }

            text.Append("    memset(room, 0, sizeof room);\n");
            var wrong = function.Parameters.Select(parameter => IsThing(parameter.Type) ? $"({parameter.Type})(void*)config"
                : parameter.Type == "const char*" ? "\"text\""
                : parameter.Type.EndsWith("_vec_t*", StringComparison.Ordinal) || parameter.Name == "out" ? "(void*)room"
                : $"({parameter.Type})0");
            text.Append($"    (void){function.Name}({string.Join(", ", wrong)});\n");
        }

        return text.Append("    wasm_config_delete(config);\n    printf(\"done\\n\");\n    return 0;\n}\n").ToString();
    }

    /// <summary>Tests whether a type is that of pointers to things of Lanner.</summary>
    private static bool IsThing(string type) => Managed(type) == "Item*";

    private static IEnumerable<NativeFunction> InTable(IReadOnlyList<NativeFunction> functions) =>
        functions.Where(function => function.Place != NativeFunctionPlace.Loader);

    private static string Table(IReadOnlyList<NativeFunction> functions)
    {
        var text = new StringBuilder($"/* {Notice} */\n#ifndef LANNER_TABLE_H\n#define LANNER_TABLE_H\n\n");
        text.Append("#include \"loader.h\"\n\n/* The functions of the managed side, in the order of the list. */\nstruct lanner_table {\n");
        foreach (var function in InTable(functions))
        {
            text.Append(Wrapped($"    {function.ReturnType} (*{function.Name})(", function.ParameterList, ");\n"));
        }

        return text.Append("};\n\nextern struct lanner_table lanner_table;\n\n#endif\n").ToString();
    }

    private static string Stubs(IReadOnlyList<NativeFunction> functions)
    {
        var text = new StringBuilder($"/* {Notice} */\n#include \"table.h\"\n\nstruct lanner_table lanner_table;\n");
        foreach (var function in functions.Where(function => function.Place == NativeFunctionPlace.Stub))
        {
            var isVoid = function.ReturnType == "void";
            text.Append('\n').Append(Wrapped($"LANNER_EXPORT {function.ReturnType} {function.Name}(", function.ParameterList, ")\n"));
            text.Append("{\n    if (!lanner_enter()) {\n");
            foreach (var (type, name) in function.Parameters.Where(parameter => parameter.Name == "out"))
            {
                text.Append($"        lanner_clear({name}, sizeof *{name});\n");
            }

            foreach (var (_, name) in function.Parameters.Where(parameter => parameter.Type == "wasm_trap_t**"))
            {
                text.Append($"        lanner_clear({name}, sizeof *{name});\n");
            }

            var refused = function.Name is "wasm_func_call" or "lanner_func_call_unchecked" ? "lanner_refused_trap()"
                : function.ReturnType == "lanner_trap_code_t" ? "LANNER_TRAP_NONE"
                : "0";
            text.Append(isVoid ? "        return;\n" : $"        return {refused};\n").Append("    }\n");
            var call = $"lanner_table.{function.Name}({string.Join(", ", function.Parameters.Select(parameter => parameter.Name))})";
            text.Append(isVoid ? $"    {call};\n" : $"    {function.ReturnType} result = {call};\n");
            text.Append("    lanner_leave();\n").Append(isVoid ? "" : "    return result;\n").Append("}\n");
        }

        return text.ToString();
    }

    private static string ManagedTable(IReadOnlyList<NativeFunction> functions)
    {
        var entries = InTable(functions).ToList();
        var text = new StringBuilder($"// <auto-generated>{Notice}</auto-generated>\n");
        text.Append("using System.Runtime.InteropServices;\n\nnamespace Lanner.Native;\n\n");
        text.Append("internal static unsafe class FunctionTable\n{\n");
        text.Append($"    internal const int Count = {entries.Count};\n\n    internal static void Fill(void** table)\n    {{\n");
        for (var index = 0; index < entries.Count; index++)
        {
            var function = entries[index];
            var types = function.Parameters.Select(parameter => Managed(parameter.Type)).Append(Managed(function.ReturnType));
            text.Append($"        // {function.Name}\n");
            text.Append($"        table[{index}] = (delegate* unmanaged<{string.Join(", ", types)}>)&{function.Method};\n");
        }

        text.Append("    }\n");
        foreach (var function in entries.DistinctBy(function => function.Method))
        {
            text.Append(EntryPoint(function));
        }

        return text.Append("}\n").ToString();
    }

    /// <summary>The method that C calls: nothing that a function throws may leave it.</summary>
    private static string EntryPoint(NativeFunction function)
    {
        var result = Managed(function.ReturnType);
        var parameters = string.Join(", ", function.Parameters.Select(parameter => $"{Managed(parameter.Type)} @{parameter.Name}"));
        var head = Wrapped($"    private static {result} {function.Method}(", parameters, ")").TrimStart();
        var call = $"Exports.{function.Method}({string.Join(", ", function.Parameters.Select(parameter => "@" + parameter.Name))});";
        return $$"""

                [UnmanagedCallersOnly]
                {{head}}
                {
                    try
                    {
                        {{(result == "void" ? call : "return " + call)}}
                    }
                    catch (System.Exception exception)
                    {
                        Failures.Set(exception);{{(result == "void" ? "" : "\n            return default;")}}
                    }
                }

            """;
    }

    /// <summary>The type of C#, all of whose layouts are those of C.</summary>
    private static string Managed(string type)
    {
        var plain = type.Replace("const ", "", StringComparison.Ordinal).Replace(" const", "", StringComparison.Ordinal);
        return plain switch
        {
            "void" or "void*" => plain,
            "bool" or "wasm_valkind_t" or "wasm_mutability_t" or "wasm_externkind_t" => "byte",
            "size_t" => "nuint",
            "uint32_t" or "wasm_table_size_t" or "wasm_memory_pages_t" or "lanner_memory_mode_t" or "lanner_compilation_t"
                or "lanner_streams_t" or "lanner_rights_t" or "lanner_network_use_t" or "lanner_wasi_limit_t" => "uint",
            "int32_t" or "lanner_trap_code_t" => "int",
            "uint64_t" => "ulong",
            "int64_t" => "long",
            "uint32_t*" => "uint*",
            "int32_t*" => "int*",
            "int64_t*" => "long*",
            "char*" or "byte_t*" or "wasm_byte_t*" => "byte*",
            "wasm_val_t*" => "WasmValue*",
            "wasm_limits_t*" => "LimitPair*",
            "lanner_raw_t*" => "RawValue*",
            "lanner_limits_t*" => "StoreLimitValues*",
            "wasm_name_t*" or "wasm_message_t*" => "Vector*",
            "wasm_func_callback_t" or "wasm_func_callback_with_env_t" or "lanner_callback_t" or "lanner_component_callback_t"
                or "lanner_finalizer_t" or "lanner_func_ended_t" or "lanner_async_callback_t" or "lanner_component_ended_t"
                or "lanner_component_async_callback_t" => "nint",
            _ when plain.EndsWith("_vec_t*", StringComparison.Ordinal) => "Vector*",
            _ when plain.EndsWith("_t**", StringComparison.Ordinal) => "Item**",
            _ when plain.EndsWith("_t*", StringComparison.Ordinal) => "Item*",
            _ => throw new FormatException($"functions.list: there is no type of C# for '{type}'"),
        };
    }

    /// <summary>Breaks a line that would be too long.</summary>
    private static string Wrapped(string start, string parameters, string end) => start.Length + parameters.Length + end.Length <= 140
        ? start + parameters + end
        : $"{start}\n        {parameters.Replace(", ", ",\n        ", StringComparison.Ordinal)}{end}";
}
