using System.Reflection;
using Lanner.Binary;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>Turns the body of a validated function into a <see cref="FunctionTree"/>. Operands wait on a stack of expressions until
/// something consumes them, so that most of a function becomes trees; what an operand must not wait for is decided by
/// <see cref="Effects"/>, and then it is spilled to a temporary.</summary>
internal sealed partial class TreeBuilder
{
    /// <summary>The number of instructions that are read between two checks for cancellation.</summary>
    private const int InstructionsBetweenPolls = 4096;

    /// <summary>The largest depth of a tree; deeper ones are spilled, so that no recursion over them gets too deep.</summary>
    private const int MaximumDepth = 64;

    /// <summary>The largest number of waiting operands; with more, all are spilled, so that a statement checks a bounded number of
    /// them.</summary>
    private const int MaximumWaiting = 256;

    private readonly ModuleLayout _layout;
    private readonly ModuleDefinition _module;
    private readonly List<Expression> _stack = [];
    private readonly List<Statement> _statements = [];
    private readonly List<BlockScope> _scopes = [];
    private readonly LocalVariables _locals;
    private readonly FunctionType _type;
    private readonly NarrowableLoads _partialUse = new();
    private int _variableCount;
    private int _targetCount;

    /// <summary>The index of the function being built; -1 for code that is none.</summary>
    private int _functionIndex = -1;

    private int _spilled;

    /// <summary>The costs of the instructions, where they are to be charged.</summary>
    private List<InstructionCost>? _costs;

    private int _offset;
    private int _openLoops;

    private TreeBuilder(ModuleLayout layout, FunctionType type, LocalRun[] declaredLocals)
    {
        _layout = layout;
        _module = layout.Module;
        _type = type;
        _locals = new LocalVariables(type.ParameterArray, declaredLocals);
        _variableCount = _locals.Count;
    }

    /// <summary>Builds the tree of a function that the module defines.</summary>
    internal static FunctionTree Build(ModuleLayout layout, int functionIndex, CancellationToken cancellation = default)
    {
        var function = layout.Module.Functions[functionIndex];
        var reader = FunctionBody.Open(layout.Module, in function, out var declaredLocals);
        var builder = new TreeBuilder(layout, function.Type, declaredLocals)
        {
            _costs = layout.Options.FuelCosts is null ? null : [],
            _functionIndex = functionIndex,
        };
        return builder.Build(ref reader, cancellation);
    }

    /// <summary>Builds the tree of a function that gives some globals of the module their first values.</summary>
    internal static FunctionTree BuildGlobalInitializers(ModuleLayout layout, int first, int end)
    {
        var builder = new TreeBuilder(layout, FunctionType.Of([], []), []);
        for (var index = first; index < end; index++)
        {
            var reader = new InstructionReader(layout.Module, layout.Module.Globals[index].Initializer!.Code);
            while (reader.Read(out var instruction) && instruction.Opcode != Opcode.End)
            {
                builder._offset = instruction.Offset;
                builder.Add(in instruction);
            }

            var value = builder.Pop();
            builder.Append(new GlobalWrite(index, value), value.Effects | Effects.OfState(StateEffects.Writes));
        }

        builder._statements.Add(new Return([]));
        return builder.Finish();
    }

    private FunctionTree Build(ref InstructionReader reader, CancellationToken cancellation)
    {
        var type = new BlockType(_type, default, false);
        _scopes.Add(new BlockScope(BlockKind.Function, NewEnd(type), type, 0));
        for (var count = 0; _scopes.Count > 0 && reader.Read(out var instruction); count++)
        {
            if (count % InstructionsBetweenPolls == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            _offset = instruction.Offset;
            if (_scopes[^1].IsUnreachable)
            {
                SkipUnreachable(in instruction);
            }
            else
            {
                CountCost(in instruction);
                Add(in instruction);
            }
        }

        return Finish();
    }

    private void CountCost(in Instruction instruction)
    {
        if (_costs is not null && _layout.Options.FuelCosts!.Of(instruction.Opcode) is > 0 and var cost)
        {
            _costs.Add(new InstructionCost(_statements.Count, cost, _offset));
        }
    }

    private FunctionTree Finish() => new()
    {
        Type = _type,
        Locals = _locals.ToArray(),
        Body = _statements,
        VariableCount = _variableCount,
        TargetCount = _targetCount,
        IsInterruptible = _layout.Options.Interruptible,
        Notes = new BuilderResults(_costs, _partialUse, CurrentRegion()),
    };

    private void Add(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case <= Opcode.TryTable:
                AddControl(in instruction);
                break;
            case >= Opcode.LocalGet and <= Opcode.GlobalSet:
                AddVariable(in instruction);
                break;
            case >= Opcode.I32Load and <= Opcode.MemoryGrow:
                AddMemory(in instruction);
                break;
            case >= Opcode.I32Const and <= Opcode.I64Extend32S:
                AddNumeric(in instruction);
                break;
            case >= Opcode.TableGet and <= Opcode.TableSet:
            case >= Opcode.RefNull and <= Opcode.BrOnNonNull:
                AddReference(in instruction);
                break;
            default:
                AddPrefixed(in instruction);
                break;
        }
    }

    private void AddPrefixed(in Instruction instruction)
    {
        switch ((int)instruction.Opcode >> 12)
        {
            case 1:
                AddAggregate(in instruction);
                break;
            case 2:
                AddMiscellaneous(in instruction);
                break;
            case 3:
                AddVector(in instruction);
                break;
            case 4:
                AddAtomic(in instruction);
                break;
            default:
                throw new NotSupportedException($"{OpcodeTable.Get(instruction.Opcode).Mnemonic} is not compiled yet.");
        }
    }

    private void AddVariable(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.LocalGet:
                Push(new VariableRead(_locals[instruction.Index]));
                break;
            case Opcode.LocalSet:
                AppendAssign(_locals[instruction.Index], Pop(), WritingLocals);
                break;
            case Opcode.LocalTee:
                var assigned = ToStorable(Pop());
                RecordWrite(_locals[instruction.Index], assigned);
                Push(new VariableTee(_locals[instruction.Index], assigned, WritingLocals) { Depth = DepthOf(assigned) });
                break;
            case Opcode.GlobalGet:
                var type = _module.Globals[instruction.Index].Type;
                Push(new GlobalRead((int)instruction.Index, OperandTypes.Of(type.Value), type.IsMutable)
                {
                    IsNonNull = IsNeverNull(type.Value),
                    MayBeConstant = _heapMayBeConstant,
                });
                break;
            case Opcode.GlobalSet:
                var value = ToStorable(Pop());
                NoteHeap(value);
                Append(new GlobalWrite((int)instruction.Index, value), value.Effects | Effects.OfState(StateEffects.Writes));
                break;
            default:
                AddReference(in instruction);
                break;
        }
    }

    private Variable NewTemporary(OperandType type, bool isLoopCarried = false, bool isNonNull = false) =>
        new(VariableKind.Temporary, type, _variableCount++) { IsLoopCarried = isLoopCarried, IsNonNull = isNonNull };

    private void Push(Expression expression)
    {
        _stack.Add(expression);
        if (expression.Depth > MaximumDepth)
        {
            Spill(_stack.Count - 1);
        }
        else if (_stack.Count - _spilled > MaximumWaiting)
        {
            SpillAll();
        }
    }

    private Expression Pop()
    {
        var top = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        _spilled = Math.Min(_spilled, _stack.Count);
        return top;
    }

    private Expression[] Pop(int count)
    {
        var popped = new Expression[count];
        for (var index = count - 1; index >= 0; index--)
        {
            popped[index] = _stack[^1];
            _stack.RemoveAt(_stack.Count - 1);
        }

        _spilled = Math.Min(_spilled, _stack.Count);
        return popped;
    }

    private void Append(Statement statement, Effects effects)
    {
        SpillConflicting(effects, _stack.Count);
        _statements.Add(statement);
    }

    private void AppendAssign(Variable variable, Expression value, Effects effects = default)
    {
        variable.Lanes ??= NaturalLanes.Of(value);
        value = ToStorable(value);
        var assign = new Assign(variable, value) { Offset = _offset };
        Append(assign, value.Effects | Effects.Writing(variable) | effects);
        RecordWrite(variable, value);
        variable.Comparison = IsComparison(value) ? assign : null;
    }

    /// <summary>Tests whether an operand may wait for any effect.</summary>
    private static bool IsSpilled(Expression expression) =>
        expression is Literal or VectorLiteral or NullLiteral
        || (expression is VariableRead { Variable: { Kind: VariableKind.Temporary, IsLoopCarried: false } });

    /// <summary>Spills the operands below <paramref name="height"/> that must be evaluated before something with these effects, in their
    /// order. A spilled operand is itself evaluated early, so those below it that conflict with it are spilled as well.</summary>
    private void SpillConflicting(Effects effects, int height)
    {
        List<int>? chosen = null;
        for (var index = height - 1; index >= _spilled; index--)
        {
            var expression = _stack[index];
            if (!IsSpilled(expression) && expression.Effects.ConflictsWith(effects))
            {
                (chosen ??= []).Add(index);
                effects |= expression.Effects;
            }
        }

        for (var index = (chosen?.Count ?? 0) - 1; index >= 0; index--)
        {
            Replace(chosen![index]);
        }
    }

    /// <summary>Evaluates the operand now.</summary>
    private void Spill(int index)
    {
        SpillConflicting(_stack[index].Effects, index);
        Replace(index);
    }

    /// <summary>Evaluates every operand now, as at the border of a block.</summary>
    private void SpillAll()
    {
        for (var index = _spilled; index < _stack.Count; index++)
        {
            if (!IsSpilled(_stack[index]))
            {
                Replace(index);
            }
        }

        _spilled = _stack.Count;
    }

    private void Replace(int index)
    {
        var temporary = NewTemporary(_stack[index].Type, isNonNull: _stack[index].IsNonNull);
        temporary.Lanes = NaturalLanes.Of(_stack[index]);
        var kept = ToStorable(_stack[index]);
        RecordWrite(temporary, kept);
        _statements.Add(new Assign(temporary, kept) { Offset = _offset });
        _stack[index] = new VariableRead(temporary);
    }

    /// <summary>The value as something that can be evaluated more than once: a literal, or a variable that nothing assigns in
    /// between.</summary>
    private Expression Repeatable(Expression expression)
    {
        if (expression is Literal or VariableRead)
        {
            return expression;
        }

        var temporary = NewTemporary(expression.Type, isNonNull: expression.IsNonNull);
        AppendAssign(temporary, expression);
        return new VariableRead(temporary);
    }

    /// <summary>Another evaluation of something <see cref="Repeatable"/>.</summary>
    private static Expression Again(Expression expression) =>
        expression is VariableRead read ? new VariableRead(read.Variable) { IsNonNull = read.IsNonNull } : expression;

    private void AppendCheck(Expression condition, TrapCode code) =>
        Append(new Check(condition, code) { Offset = _offset }, condition.Effects | Effects.OfState(StateEffects.Traps));

    /// <summary>Pushes a call of the runtime library, or appends it when it has no result.</summary>
    private void AddRuntimeCall(MethodInfo method, OperandType? result, Effects effects, params Expression[] arguments) =>
        AddRuntimeCall(method, result, effects, arguments, takesFuel: false);

    /// <inheritdoc cref="AddRuntimeCall(MethodInfo, OperandType?, Effects, Expression[])"/>
    private void AddRuntimeCall(MethodInfo method, OperandType? result, Effects effects, Expression[] arguments, bool takesFuel)
    {
        foreach (var argument in arguments)
        {
            effects |= argument.Effects;
        }

        var call = new RuntimeCall(method, result ?? OperandType.I32, arguments, effects)
        {
            Offset = _offset,
            Depth = DepthOf(arguments),
            TakesFuel = takesFuel,
        };
        if (result is null)
        {
            Append(new Evaluate(call, isVoid: true) { Offset = _offset }, effects);
        }
        else
        {
            Push(call);
        }
    }

    private static int DepthOf(params ReadOnlySpan<Expression?> operands)
    {
        var depth = 0;
        foreach (var operand in operands)
        {
            depth = Math.Max(depth, operand?.Depth ?? 0);
        }

        return depth + 1;
    }
}
