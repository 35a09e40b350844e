using Lanner.Binary;
using Lanner.Interpreter.Numerics;
using Lanner.Structure;

namespace Lanner.Interpreter.Execution;

/// <summary>An instruction, with where the block goes on that it opens or divides.</summary>
internal sealed class Operation
{
    internal Instruction Instruction;

    internal required OpcodeInfo Info { get; init; }

    /// <summary>The computation of the instruction, when it is one on numbers or vectors.</summary>
    internal PureInstruction? Pure { get; init; }

    /// <summary>The place of the <c>end</c> (or <c>delegate</c>) of the block that the instruction opens or divides.</summary>
    internal int End { get; set; }

    /// <summary>The place of the <c>else</c> of an <c>if</c>, or -1.</summary>
    internal int Else { get; set; } = -1;

    /// <summary>The places of the <c>catch</c> and <c>catch_all</c> of a <c>try</c>.</summary>
    internal List<int> Catches { get; } = [];
}

/// <summary>A function body, or a constant expression, with its blocks' ends found.</summary>
internal sealed class FunctionCode
{
    private FunctionCode(Operation[] operations, WasmValueType[] locals, int resultCount)
    {
        Operations = operations;
        Locals = locals;
        ResultCount = resultCount;
    }

    internal Operation[] Operations { get; }

    /// <summary>The types of parameters and locals.</summary>
    internal WasmValueType[] Locals { get; }

    internal int ResultCount { get; }

    internal static FunctionCode Read(ModuleDefinition module, FunctionDefinition function)
    {
        var reader = FunctionBody.Open(module, function, out var runs);
        var locals = new List<WasmValueType>(function.Type.ParameterArray);
        foreach (var run in runs)
        {
            locals.AddRange(Enumerable.Repeat(run.Type, run.Count));
        }

        return new FunctionCode(ReadOperations(ref reader), [.. locals], function.Type.ResultArray.Length);
    }

    internal static FunctionCode Read(ModuleDefinition module, ConstantExpression expression)
    {
        var reader = new InstructionReader(module, expression.Code);
        return new FunctionCode(ReadOperations(ref reader), [], 1);
    }

    private static Operation[] ReadOperations(ref InstructionReader reader)
    {
        var operations = new List<Operation>();
        var open = new Stack<Operation>();
        while (reader.Read(out var instruction))
        {
            var place = operations.Count;
            var operation = new Operation
            {
                Instruction = instruction,
                Info = OpcodeTable.Get(instruction.Opcode),
                Pure = PureInstructions.TryGet(instruction.Opcode),
            };
            operations.Add(operation);
            switch (instruction.Opcode)
            {
                case Opcode.Block or Opcode.Loop or Opcode.If or Opcode.Try or Opcode.TryTable:
                    open.Push(operation);
                    break;
                case Opcode.Else:
                    open.Peek().Else = place;
                    break;
                case Opcode.Catch or Opcode.CatchAll:
                    open.Peek().Catches.Add(place);
                    break;
                case Opcode.End or Opcode.Delegate when open.Count > 0:
                    Close(open.Pop(), place, operations);
                    break;
            }
        }

        return [.. operations];
    }

    private static void Close(Operation block, int end, List<Operation> operations)
    {
        block.End = end;
        if (block.Else >= 0)
        {
            operations[block.Else].End = end;
        }

        foreach (var place in block.Catches)
        {
            operations[place].End = end;
        }
    }
}
