using System.Text;
using Lanner.Binary;
using Lanner.Structure;
using Lanner.Text;

namespace Lanner.Hunt.Generation;

/// <summary>Puts the sections of a generated module together.</summary>
internal static class ModuleWriter
{
    /// <summary>Writes a module.</summary>
    /// <param name="plan">The declarations of the module.</param>
    /// <param name="bodies">The bodies of the plan's functions, then those of the entries.</param>
    /// <param name="entries">The exports of the module.</param>
    internal static GeneratedModule Write(ModulePlan plan, List<byte[]> bodies, List<(string Name, GeneratedSignature Signature)> entries)
    {
        var signatures = plan.Functions.Concat(entries.Select(entry => entry.Signature)).Select(plan.TypeIndexOf).ToArray();
        var tags = plan.Tags.Select(plan.TypeIndexOf).ToArray();
        var imports = ModulePlan.Imports.Select(import => plan.TypeIndexOf(import.Signature)).ToArray();
        var module = new ByteWriter();
        module.Write("\0asm\x01\0\0\0"u8);
        Section(module, SectionId.Type, section => WriteTypes(section, plan));
        Section(module, SectionId.Import, section => Vector(section, imports, (index, type) =>
        {
            Name(section, "host");
            Name(section, ModulePlan.Imports[index].Name);
            section.Write(0);
            section.WriteUnsigned((ulong)type);
        }));
        Section(module, SectionId.Function, section => Vector(section, signatures, (_, type) => section.WriteUnsigned((ulong)type)));
        Section(module, SectionId.Table, section => Vector(section, plan.Tables, (_, table) =>
        {
            table.Element.Write(section);
            Limits(section, 1, table.Size, table.Maximum);
        }));
        Section(module, SectionId.Memory, section => Vector(
            section, plan.Memories, (_, memory) => Limits(section, memory.Is64Bit ? 5 : 1, memory.Pages, memory.MaximumPages)));
        if (tags.Length > 0)
        {
            Section(module, SectionId.Tag, section => Vector(section, tags, (_, type) =>
            {
                section.Write(0);
                section.WriteUnsigned((ulong)type);
            }));
        }

        Section(module, SectionId.Global, section => Vector(section, plan.Globals, (_, global) => WriteGlobal(section, global)));
        var (memoryNames, globalNames) = WriteExports(module, plan, entries);
        Section(module, SectionId.Element, section => WriteElements(section, plan));
        if (plan.DataSegments.Count > 0)
        {
            Section(module, SectionId.DataCount, section => section.WriteUnsigned((ulong)plan.DataSegments.Count));
        }

        Section(module, SectionId.Code, section => Vector(section, bodies, (_, body) => section.WriteSized(body)));
        if (plan.DataSegments.Count > 0)
        {
            Section(
                module, SectionId.Data,
                section => Vector(section, plan.DataSegments, (index, bytes) => WriteData(section, plan, index, bytes)));
        }

        return new GeneratedModule(module.ToArray(), [.. entries], memoryNames, globalNames, plan.IsDeterministic);
    }

    private static void WriteTypes(ByteWriter section, ModulePlan plan)
    {
        section.WriteUnsigned((ulong)((plan.Aggregates.Count > 0 ? 1 : 0) + plan.Signatures.Count));
        if (plan.Aggregates.Count > 0)
        {
            // One recursion group, in which each may refer to each.
            section.Write(0x4E);
            Vector(section, plan.Aggregates, (_, aggregate) =>
            {
                section.Write(0x50);
                section.WriteUnsigned(aggregate.Supertype < 0 ? 0u : 1u);
                if (aggregate.Supertype >= 0)
                {
                    section.WriteUnsigned((ulong)aggregate.Supertype);
                }

                if (aggregate.IsArray)
                {
                    section.Write(0x5E);
                    aggregate.Fields[0].Write(section);
                }
                else
                {
                    section.Write(0x5F);
                    Vector(section, aggregate.Fields, (_, field) => field.Write(section));
                }
            });
        }

        foreach (var signature in plan.Signatures)
        {
            section.Write(0x60);
            Vector(section, signature.Parameters, (_, type) => type.Write(section));
            Vector(section, signature.Results, (_, type) => type.Write(section));
        }
    }

    private static void WriteGlobal(ByteWriter section, GeneratedGlobal global)
    {
        global.Type.Write(section);
        section.Write((byte)(global.IsMutable ? 1 : 0));
        switch (global.Type.Kind)
        {
            case GeneratedKind.I32:
                ImmediateParser.WriteOpcode(section, Opcode.I32Const);
                section.WriteSigned((int)global.Bits);
                break;
            case GeneratedKind.I64:
                ImmediateParser.WriteOpcode(section, Opcode.I64Const);
                section.WriteSigned((long)global.Bits);
                break;
            case GeneratedKind.F32:
                ImmediateParser.WriteOpcode(section, Opcode.F32Const);
                section.WriteFixed((uint)global.Bits);
                break;
            case GeneratedKind.F64:
                ImmediateParser.WriteOpcode(section, Opcode.F64Const);
                section.WriteFixed(global.Bits);
                break;
            case GeneratedKind.V128:
                ImmediateParser.WriteOpcode(section, Opcode.V128Const);
                section.WriteFixed(global.Bits);
                section.WriteFixed(global.Bits * 3);
                break;
            default:
                ImmediateParser.WriteOpcode(section, Opcode.RefNull);
                global.Type.WriteHeapType(section);
                break;
        }

        ImmediateParser.WriteOpcode(section, Opcode.End);
    }

    private static (string[] Memories, string[] Globals) WriteExports(
        ByteWriter module, ModulePlan plan, List<(string Name, GeneratedSignature Signature)> entries)
    {
        var exports = new List<(string Name, byte Kind, int Index)>();
        for (var index = 0; index < entries.Count; index++)
        {
            exports.Add((entries[index].Name, 0, plan.FunctionCount + index));
        }

        for (var index = 0; index < plan.Memories.Count; index++)
        {
            exports.Add(($"memory{index}", 2, index));
        }

        // Only every other one, since compilers treat those that nobody else sees in another way.
        for (var index = 2; index < plan.Globals.Count; index += 2)
        {
            if (plan.Globals[index].Type.IsNumber)
            {
                exports.Add(($"global{index}", 3, index));
            }
        }

        Section(module, SectionId.Export, section => Vector(section, exports, (_, export) =>
        {
            Name(section, export.Name);
            section.Write(export.Kind);
            section.WriteUnsigned((ulong)export.Index);
        }));
        return (
            [.. exports.Where(export => export.Kind == 2).Select(export => export.Name)],
            [.. exports.Where(export => export.Kind == 3).Select(export => export.Name)]);
    }

    private static void WriteElements(ByteWriter section, ModulePlan plan)
    {
        section.WriteUnsigned(2);

        // Active, into the first table: each place has the functions whose index leaves that rest, the last of them in the end.
        var size = plan.Tables[0].Size;
        section.WriteUnsigned(0);
        ImmediateParser.WriteOpcode(section, Opcode.I32Const);
        section.WriteSigned(0);
        ImmediateParser.WriteOpcode(section, Opcode.End);
        var count = Math.Min(size, plan.FunctionCount);
        section.WriteUnsigned((ulong)count);
        for (var index = 0; index < count; index++)
        {
            section.WriteUnsigned((ulong)index);
        }

        // Passive, and what makes every function one that ref.func may name.
        section.WriteUnsigned(1);
        section.Write(0);
        section.WriteUnsigned((ulong)plan.FunctionCount);
        for (var index = 0; index < plan.FunctionCount; index++)
        {
            section.WriteUnsigned((ulong)index);
        }
    }

    /// <summary>The first segment is active, the others passive.</summary>
    private static void WriteData(ByteWriter section, ModulePlan plan, int index, byte[] bytes)
    {
        if (index > 0)
        {
            section.WriteUnsigned(1);
        }
        else
        {
            section.WriteUnsigned(0);
            ImmediateParser.WriteOpcode(section, plan.Memories[0].Is64Bit ? Opcode.I64Const : Opcode.I32Const);
            section.WriteSigned(100);
            ImmediateParser.WriteOpcode(section, Opcode.End);
        }

        section.WriteSized(bytes);
    }

    private static void Section(ByteWriter module, SectionId id, Action<ByteWriter> write)
    {
        var content = new ByteWriter();
        write(content);
        module.Write((byte)id);
        module.WriteSized(content.Written);
    }

    private static void Vector<T>(ByteWriter writer, IReadOnlyList<T> items, Action<int, T> write)
    {
        writer.WriteUnsigned((ulong)items.Count);
        for (var index = 0; index < items.Count; index++)
        {
            write(index, items[index]);
        }
    }

    private static void Limits(ByteWriter writer, int flags, int minimum, int maximum)
    {
        writer.Write((byte)flags);
        writer.WriteUnsigned((ulong)minimum);
        writer.WriteUnsigned((ulong)maximum);
    }

    private static void Name(ByteWriter writer, string name) => writer.WriteSized(Encoding.UTF8.GetBytes(name));
}
