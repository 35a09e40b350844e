using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Text;

/// <summary>Reads the bodies of functions and constant expressions, and keeps what the name section and the hints for branches say about
/// them.</summary>
internal sealed class FunctionParser(TokenReader reader, TypeParser types, ImmediateParser immediates, InstructionParser instructions)
{
    /// <summary>The names of parameters and locals, by function.</summary>
    internal List<(uint Function, IndexSpace Locals)> LocalNames { get; } = [];

    /// <summary>The names of labels, by function.</summary>
    internal List<(uint Function, LabelStack Labels)> LabelNames { get; } = [];

    /// <summary>The hints, by function.</summary>
    internal List<(uint Function, (int Offset, byte Hint)[] Hints)> Hints { get; } = [];

    /// <summary>Reads the type use of a function, and makes its parameters the locals.</summary>
    internal uint ReadTypeUse()
    {
        immediates.Locals = new IndexSpace("local");
        return types.ReadTypeUse(immediates.Locals);
    }

    /// <summary>Notes the names of the parameters of an imported function.</summary>
    internal void KeepNames(uint function)
    {
        if (immediates.Locals.Names.Count > 0)
        {
            LocalNames.Add((function, immediates.Locals));
        }

        if (immediates.Labels.Names.Count > 0)
        {
            LabelNames.Add((function, immediates.Labels));
        }
    }

    /// <summary>Reads locals and instructions up to the parenthesis that closes the function.</summary>
    internal void ReadBody(uint function, ByteWriter section)
    {
        var body = new ByteWriter();
        ReadLocals(body);
        ReadInstructions(body);
        section.WriteUnsigned((ulong)body.Length);
        instructions.Map?.EndBody(section.Length);
        section.Write(body.Written);
        KeepNames(function);
        if (instructions.Hints.Count > 0)
        {
            Hints.Add((function, [.. instructions.Hints]));
            instructions.Hints.Clear();
        }
    }

    /// <summary>Reads a constant expression up to the parenthesis that closes what it is in.</summary>
    internal void ReadExpression(ByteWriter writer)
    {
        immediates.Locals = new IndexSpace("local");
        ReadInstructions(writer);
        instructions.Map?.EndBody(null);
    }

    /// <summary>Reads a constant expression of one folded instruction.</summary>
    internal void ReadFoldedExpression(ByteWriter writer)
    {
        immediates.Locals = new IndexSpace("local");
        immediates.Labels = new LabelStack();
        instructions.ReadFolded(writer);
        instructions.Map?.EndBody(null);
        ImmediateParser.WriteOpcode(writer, Opcode.End);
    }

    private void ReadInstructions(ByteWriter writer)
    {
        immediates.Labels = new LabelStack();
        instructions.ReadSequence(writer);
        instructions.Map?.NoteInstruction(writer.Length, reader.Current.Start);
        ImmediateParser.WriteOpcode(writer, Opcode.End);
    }

    private void ReadLocals(ByteWriter body)
    {
        var locals = new List<TextValueType>();
        while (reader.AcceptOpen("local"u8))
        {
            types.ReadNamedTypes(immediates.Locals, locals);
        }

        var runs = new ByteWriter();
        uint count = 0;
        for (var index = 0; index < locals.Count; count++)
        {
            var start = index;
            while (index < locals.Count && locals[index] == locals[start])
            {
                index++;
            }

            runs.WriteUnsigned((ulong)(index - start));
            locals[start].Write(runs);
        }

        body.WriteUnsigned(count);
        body.Write(runs.Written);
    }
}
