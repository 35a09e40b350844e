using System.Buffers.Binary;
using System.Globalization;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text;

namespace Lanner.Tests.Snapshots;

/// <summary>Prints the methods of an emitted assembly for people to read and compare: one instruction a line, branch targets as labels,
/// tokens as names.</summary>
internal sealed class CilPrinter : IDisposable
{
    private static readonly Dictionary<ushort, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(opcode => (ushort)opcode.Value);

    private readonly PEReader _image;
    private readonly MetadataReader _metadata;
    private readonly TypeNames _types;

    private CilPrinter(byte[] assembly)
    {
        _image = new PEReader(new MemoryStream(assembly));
        _metadata = _image.GetMetadataReader();
        _types = new TypeNames();
    }

    /// <summary>The functions of a compiled module, in their order.</summary>
    internal static string PrintFunctions(byte[] assembly, int count)
    {
        using var printer = new CilPrinter(assembly);
        var text = new StringBuilder();
        for (var row = 1; row <= count; row++)
        {
            printer.Print(text, printer._metadata.GetMethodDefinition(MetadataTokens.MethodDefinitionHandle(row)));
        }

        return text.ToString();
    }

    public void Dispose() => _image.Dispose();

    private void Print(StringBuilder text, MethodDefinition method)
    {
        var signature = method.DecodeSignature(_types, null);
        var body = _image.GetMethodBody(method.RelativeVirtualAddress);
        text.Append(
            CultureInfo.InvariantCulture,
            $"{signature.ReturnType} {_metadata.GetString(method.Name)}({string.Join(", ", signature.ParameterTypes)})\n");
        if (!body.LocalSignature.IsNil)
        {
            var locals = _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_types, null);
            text.Append(
                CultureInfo.InvariantCulture,
                $"  locals{(body.LocalVariablesInitialized ? " cleared" : "")}: {string.Join(", ", locals)}\n");
        }

        var instructions = Read(body.GetILBytes()!);
        var labels = instructions.SelectMany(instruction => instruction.Targets)
            .Concat(
                body.ExceptionRegions.SelectMany(region => new[] { region.TryOffset, region.TryOffset + region.TryLength,
                    region.HandlerOffset, region.HandlerOffset + region.HandlerLength }))
            .Distinct().Order().Select((offset, index) => (offset, index)).ToDictionary(pair => pair.offset, pair => $"L{pair.index + 1}");
        foreach (var region in body.ExceptionRegions)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  {region.Kind.ToString().ToLowerInvariant()} {(region.CatchType.IsNil ? "" : NameOf(region.CatchType))} ");
            text.Append(CultureInfo.InvariantCulture, $"{labels[region.TryOffset]}..{labels[region.TryOffset + region.TryLength]} → ");
            text.Append(
                CultureInfo.InvariantCulture, $"{labels[region.HandlerOffset]}..{labels[region.HandlerOffset + region.HandlerLength]}\n");
        }

        foreach (var (offset, name, operand, targets) in instructions)
        {
            if (labels.TryGetValue(offset, out var label))
            {
                text.Append(CultureInfo.InvariantCulture, $" {label}:\n");
            }

            var shown = targets.Length > 0 ? string.Join(", ", targets.Select(target => labels[target])) : operand;
            text.Append("    ").Append($"{name} {shown}".TrimEnd()).Append('\n');
        }

        text.Append('\n');
    }

    private List<(int Offset, string Name, string Operand, int[] Targets)> Read(byte[] code)
    {
        var result = new List<(int, string, string, int[])>();
        for (var position = 0; position < code.Length;)
        {
            var start = position;
            var value = code[position] == 0xFE ? (ushort)((0xFE << 8) | code[++position]) : code[position];
            var opcode = OpCodesByValue[value];
            position++;
            var bytes = code.AsSpan(position);
            var (operand, targets, length) = ReadOperand(opcode.OperandType, bytes, position);
            position += length;

            // Whether a branch is a short one says how long the code between is, which is no news.
            var name = targets.Length > 0 && opcode.Name!.EndsWith(".s", StringComparison.Ordinal) ? opcode.Name[..^2] : opcode.Name!;
            result.Add((start, name, operand, targets));
        }

        return result;
    }

    private (string Operand, int[] Targets, int Length) ReadOperand(OperandType type, ReadOnlySpan<byte> bytes, int position)
    {
        switch (type)
        {
            case OperandType.InlineNone:
                return ("", [], 0);
            case OperandType.ShortInlineBrTarget:
                return ("", [position + 1 + (sbyte)bytes[0]], 1);
            case OperandType.InlineBrTarget:
                return ("", [position + 4 + BinaryPrimitives.ReadInt32LittleEndian(bytes)], 4);
            case OperandType.InlineSwitch:
                var targets = new int[BinaryPrimitives.ReadInt32LittleEndian(bytes)];
                for (var index = 0; index < targets.Length; index++)
                {
                    targets[index] = position + 4 + (4 * targets.Length)
                        + BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 + (4 * index))..]);
                }

                return ("", targets, 4 + (4 * targets.Length));
            case OperandType.ShortInlineI:
                return (((sbyte)bytes[0]).ToString(CultureInfo.InvariantCulture), [], 1);
            case OperandType.ShortInlineVar:
                return (bytes[0].ToString(CultureInfo.InvariantCulture), [], 1);
            case OperandType.InlineVar:
                return (BinaryPrimitives.ReadUInt16LittleEndian(bytes).ToString(CultureInfo.InvariantCulture), [], 2);
            case OperandType.InlineI:
                return (BinaryPrimitives.ReadInt32LittleEndian(bytes).ToString(CultureInfo.InvariantCulture), [], 4);
            case OperandType.InlineI8:
                return ($"0x{BinaryPrimitives.ReadInt64LittleEndian(bytes):x}", [], 8);
            case OperandType.ShortInlineR:
                return (BinaryPrimitives.ReadSingleLittleEndian(bytes).ToString(CultureInfo.InvariantCulture), [], 4);
            case OperandType.InlineR:
                return (BinaryPrimitives.ReadDoubleLittleEndian(bytes).ToString(CultureInfo.InvariantCulture), [], 8);
            default:
                return (NameOf(MetadataTokens.EntityHandle(BinaryPrimitives.ReadInt32LittleEndian(bytes))), [], 4);
        }
    }

    private string NameOf(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.MethodDefinition:
                return _metadata.GetString(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).Name);
            case HandleKind.FieldDefinition:
                return _metadata.GetString(_metadata.GetFieldDefinition((FieldDefinitionHandle)handle).Name);
            case HandleKind.MemberReference:
                var member = _metadata.GetMemberReference((MemberReferenceHandle)handle);
                return $"{NameOf(member.Parent)}.{_metadata.GetString(member.Name)}{ParametersOf(member)}";
            case HandleKind.MethodSpecification:
                var specification = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                var generic = _metadata.GetMemberReference((MemberReferenceHandle)specification.Method);
                var arguments = string.Join(", ", specification.DecodeSignature(_types, null));
                return $"{NameOf(generic.Parent)}.{_metadata.GetString(generic.Name)}<{arguments}>{ParametersOf(generic)}";
            case HandleKind.StandaloneSignature:
                var signature = _metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle).DecodeMethodSignature(_types, null);
                return $"{signature.ReturnType} ({string.Join(", ", signature.ParameterTypes)})";
            default:
                return _types.NameOf(_metadata, handle);
        }
    }

    private string ParametersOf(MemberReference member) => member.GetKind() == MemberReferenceKind.Method
        ? $"({string.Join(", ", member.DecodeMethodSignature(_types, null).ParameterTypes)})"
        : "";

    /// <summary>Types by their short names.</summary>
    private sealed class TypeNames : ISignatureTypeProvider<string, object?>
    {
        internal string NameOf(MetadataReader reader, EntityHandle handle) => handle.Kind switch
        {
            HandleKind.TypeReference => GetTypeFromReference(reader, (TypeReferenceHandle)handle, 0),
            HandleKind.TypeDefinition => GetTypeFromDefinition(reader, (TypeDefinitionHandle)handle, 0),
            _ => GetTypeFromSpecification(reader, null, (TypeSpecificationHandle)handle, 0),
        };

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
            reader.GetString(reader.GetTypeReference(handle).Name).Split('`')[0];

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
            reader.GetString(reader.GetTypeDefinition(handle).Name).Split('`')[0];

        public string GetTypeFromSpecification(
            MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public string GetGenericInstantiation(string genericType, System.Collections.Immutable.ImmutableArray<string> typeArguments) =>
            $"{genericType}<{string.Join(", ", typeArguments)}>";

        public string GetGenericMethodParameter(object? genericContext, int index) => $"!!{index}";

        public string GetGenericTypeParameter(object? genericContext, int index) => $"!{index}";

        public string GetSZArrayType(string elementType) => elementType + "[]";

        public string GetArrayType(string elementType, ArrayShape shape) => elementType + "[…]";

        public string GetByReferenceType(string elementType) => elementType + "&";

        public string GetPointerType(string elementType) => elementType + "*";

        public string GetPinnedType(string elementType) => elementType + " pinned";

        public string GetFunctionPointerType(MethodSignature<string> signature) =>
            $"{signature.ReturnType} ({string.Join(", ", signature.ParameterTypes)})*";

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => $"{unmodifiedType} {modifier}";
    }
}
