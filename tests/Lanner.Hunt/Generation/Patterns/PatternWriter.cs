using Lanner.Structure;

namespace Lanner.Hunt.Generation;

/// <summary>Writes a small function around a pattern. Each loop runs a few times, and the functions that are called are no larger than what
/// a JIT inlines.</summary>
internal sealed partial class PatternWriter : CodeWriter
{
    private const int MaximumDepth = 4;

    private readonly Pattern[] _patterns;
    private readonly Pattern _main;
    private readonly List<ulong> _hints = [];
    private readonly bool _isHelper;
    private readonly int _ownIndex;
    private int _budget;
    private int _loops;

    private PatternWriter(
        ModulePlan plan, Chance chance, GeneratedSignature signature, Pattern[] patterns, Pattern main, bool isHelper, int ownIndex = 0)
        : base(plan, chance, signature)
    {
        _ownIndex = ownIndex;
        _patterns = patterns;
        _main = main;
        _isHelper = isHelper;
        _budget = isHelper ? 4 : 24;
    }

    internal GeneratedSignature Signature => _signature;

    /// <summary>See <see cref="GeneratedModule.Hints"/>.</summary>
    internal IReadOnlyList<ulong> Hints => _hints;

    /// <summary>The body of a function that others call.</summary>
    internal static byte[] WriteHelper(ModulePlan plan, Chance chance, GeneratedSignature signature)
    {
        var writer = new PatternWriter(plan, chance, signature, [Pattern.Constants], Pattern.Constants, isHelper: true);
        if (signature.Parameters.Length == 1 || chance.Below(4) == 0)
        {
            writer.Emit(Opcode.LocalGet, 0);
        }
        else
        {
            writer.WritePattern(Pattern.Constants, signature.Results[0], MaximumDepth - 1);
        }

        return writer.Finish();
    }

    /// <summary>Decides what a function takes and gives whose main part is a pattern.</summary>
    internal static PatternWriter Begin(ModulePlan plan, Chance chance, Pattern[] patterns, Pattern main, int ownIndex)
    {
        var signature = main == Pattern.TailCalls ? SignatureOfTailCall(chance) : SignatureOf(main, chance);
        return new PatternWriter(plan, chance, signature, patterns, main, isHelper: false, ownIndex);
    }

    private static GeneratedSignature SignatureOf(Pattern main, Chance chance)
    {
        GeneratedType[] usual = main switch
        {
            Pattern.Indices or Pattern.Complements or Pattern.Accesses or Pattern.Signs => [GeneratedType.I32],
            Pattern.Rotations or Pattern.Steps or Pattern.Atomics => [GeneratedType.I32, GeneratedType.I64],
            _ => [GeneratedType.I32, GeneratedType.I64, GeneratedType.F32, GeneratedType.F64],
        };
        GeneratedType[] results = main switch
        {
            Pattern.Indices or Pattern.Accesses or Pattern.Signs => [GeneratedType.I32],
            Pattern.Steps or Pattern.Atomics => [chance.Of<GeneratedType>([GeneratedType.I32, GeneratedType.I64])],
            Pattern.Vectors =>
                [chance.Of<GeneratedType>(
                    [GeneratedType.V128, GeneratedType.I32, GeneratedType.I64, GeneratedType.F32, GeneratedType.F64])],
            Pattern.Complements or Pattern.Rotations =>
                [chance.Of<GeneratedType>([GeneratedType.I32, GeneratedType.I32, GeneratedType.I64, GeneratedType.V128])],
            _ => [chance.Of(PatternPlan.NumbersAndVector)],
        };

        // The host sees a vector as its halves.
        if (results[0] == GeneratedType.V128)
        {
            results = [GeneratedType.I64, GeneratedType.I64];
        }

        var first = chance.Of(usual);
        GeneratedType[] parameters = [first, chance.OneIn(4) ? chance.Of(usual) : first,
            chance.OneIn(4) ? chance.Of(usual) : GeneratedType.I32];
        if (main == Pattern.Steps)
        {
            parameters[2] = GeneratedType.I32;
        }

        return new GeneratedSignature(parameters, results);
    }

    internal byte[] Write()
    {
        switch (_main)
        {
            case Pattern.Indices:
                WriteAccesses();
                return Finish();
            case Pattern.TailCalls:
                WriteTailCall();
                return Finish();
            case Pattern.Steps:
                WriteSteps();
                return Finish();
            case Pattern.Accesses:
                WriteUnusedLoads();
                return Finish();
            case Pattern.Atomics:
                WriteAtomics();
                return Finish();
            case Pattern.Signs:
                WriteSigns();
                return Finish();
        }

        for (var count = _chance.Below(3); count > 0; count--)
        {
            var type = _chance.Of(PatternPlan.NumbersAndVector);
            Value(type, MaximumDepth - 1);
            StoreInNewLocal(type);
        }

        if (_signature.Results.Length == 1)
        {
            Main(_signature.Results[0]);
        }
        else
        {
            Main(GeneratedType.V128);
            var vector = StoreInNewLocal(GeneratedType.V128);
            for (var half = 0; half < 2; half++)
            {
                Emit(Opcode.LocalGet, vector);
                Emit(Opcode.I64x2ExtractLane);
                _code.Write((byte)half);
            }
        }

        return Finish();
    }

    private void Main(GeneratedType type)
    {
        if (_chance.Below(6) == 5)
        {
            Accumulate(type, 0);
        }
        else
        {
            WritePattern(_main, type, 0);
        }
    }

    private protected override bool KeepsQuietBit() => _chance.Below(2) == 1;

    private protected override void Value(GeneratedType type, int depth)
    {
        if (type.IsReference)
        {
            Default(type);
            return;
        }

        if (--_budget <= 0 || depth >= MaximumDepth)
        {
            Leaf(type);
            return;
        }

        switch (_chance.Below(10))
        {
            case 0 or 1 or 2:
                Leaf(type);
                break;
            case 3:
                Operation(_chance.Of(_plan.Instructions.Computing(type)), depth);
                break;
            case 4:
                Via(type, depth, () => Value(type, depth + 1));
                break;
            case 5:
                Choose(type, depth);
                break;
            case 6 when !_isHelper:
                CallHelper(type, depth);
                break;
            case 7 when _loops == 0:
                Accumulate(type, depth);
                break;
            default:
                WritePattern(_chance.Of(_patterns), type, depth);
                break;
        }
    }

    /// <summary>Code of a pattern that leaves a value of the type; where the pattern has none, any instruction.</summary>
    private void WritePattern(Pattern pattern, GeneratedType type, int depth)
    {
        switch (pattern)
        {
            case Pattern.Constants:
                ConstantOperands(type, depth);
                break;
            case Pattern.EqualOperands:
                EqualOperands(type, depth);
                break;
            case Pattern.NarrowLoads:
                ConsumeNarrow(type, depth);
                break;
            case Pattern.Complements:
                Complement(type, depth);
                break;
            case Pattern.Rotations:
                Rotation(type, depth);
                break;
            case Pattern.Vectors:
                VectorIdiom(type, depth);
                break;
            default:
                Operation(_chance.Of(_plan.Instructions.Computing(type)), depth);
                break;
        }
    }

    /// <summary>A special constant, a variable or a parameter.</summary>
    private void Leaf(GeneratedType type)
    {
        if (_chance.Below(3) != 0 && FindLocal(local => local == type) is { } local)
        {
            Emit(Opcode.LocalGet, (uint)local);
        }
        else if (_chance.Below(4) == 3 && FindGlobal(global => global.Type == type) is { } global)
        {
            Emit(Opcode.GlobalGet, (uint)global);
        }
        else
        {
            SpecialConstant(type);
        }
    }

    private void SpecialConstant(GeneratedType type)
    {
        if (type != GeneratedType.V128)
        {
            var bits = SpecialValues.Of(type.Kind, _chance);
            if (type == GeneratedType.I32 || type == GeneratedType.I64)
            {
                _hints.Add(bits);
            }

            Constant(type, bits);
            return;
        }

        var low = SpecialValues.Of(GeneratedKind.V128, _chance);
        var high = _chance.Below(2) == 0 ? low : SpecialValues.Of(GeneratedKind.V128, _chance);
        Emit(Opcode.V128Const);
        _code.WriteFixed(low);
        _code.WriteFixed(high);
    }

    /// <summary>One of two values, by a condition.</summary>
    private void Choose(GeneratedType type, int depth)
    {
        if (_chance.Below(2) == 0)
        {
            Value(type, depth + 1);
            Value(type, depth + 1);
            Condition(depth + 1);
            Emit(Opcode.Select);
            return;
        }

        Condition(depth + 1);
        Emit(Opcode.If);
        type.Write(_code);
        Value(type, depth + 1);
        Emit(Opcode.Else);
        Value(type, depth + 1);
        Emit(Opcode.End);
    }

    /// <summary>A small loop that puts values together.</summary>
    private void Accumulate(GeneratedType type, int depth)
    {
        var rows = _plan.Instructions.Computing(type).Where(row => row.Operands.Length >= 2 && row.Operands[0] == type.Letter).ToArray();
        Value(type, depth + 1);
        var sum = StoreInNewLocal(type);
        Constant(_chance.Between(1, 4));
        var counter = StoreInNewLocal(GeneratedType.I32);
        Emit(Opcode.Loop);
        _code.Write(0x40);
        _loops++;
        Operation(_chance.Of(rows), depth, (operand, operandType) =>
        {
            if (operand == 0)
            {
                Emit(Opcode.LocalGet, sum);
            }
            else if (operand == 1 && operandType == type)
            {
                WritePattern(_main, type, depth + 1);
            }
            else
            {
                Value(operandType, depth + 1);
            }
        });
        _loops--;
        Emit(Opcode.LocalSet, sum);
        Emit(Opcode.LocalGet, counter);
        Constant(1);
        Emit(Opcode.I32Sub);
        Emit(Opcode.LocalTee, counter);
        Emit(Opcode.BrIf, 0);
        Emit(Opcode.End);
        Emit(Opcode.LocalGet, sum);
    }

    private void CallHelper(GeneratedType type, int depth)
    {
        var place = Array.IndexOf(PatternPlan.NumbersAndVector, type) * 2;
        var isOfTwo = _chance.Below(2) == 1;
        Value(type, depth + 1);
        if (isOfTwo)
        {
            Value(type, depth + 1);
        }

        Emit(Opcode.Call, (uint)(ModulePlan.Imports.Length + place + (isOfTwo ? 1 : 0)));
    }
}
