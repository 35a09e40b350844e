using Lanner.Structure;

namespace Lanner.Hunt.Generation;

/// <content>Loops with several multiples of variables that go up in steps, of which a compiler makes variables of their own.</content>
internal sealed partial class PatternWriter
{
    private void WriteSteps()
    {
        var type = _signature.Results[0];
        var isNarrow = type == GeneratedType.I32;
        var add = isNarrow ? Opcode.I32Add : Opcode.I64Add;
        var sum = NewLocal(type);
        var turns = NewLocal(GeneratedType.I32);

        // One variable is what the terms are mostly multiples of. It begins with zero.
        var steps = new List<(uint Local, ulong Step)>();
        for (var count = _chance.Between(1, 2); count > 0; count--)
        {
            steps.Add((NewLocal(type), StepOf(type)));
        }

        var terms = _chance.Between(1, 3);
        Emit(Opcode.Loop);
        _code.Write(0x40);
        for (; terms > 0; terms--)
        {
            Emit(Opcode.LocalGet, sum);
            Term(type, _chance.Of(steps));
            Emit(_chance.Below(3) == 2 ? (isNarrow ? Opcode.I32Xor : Opcode.I64Xor) : add);
            Emit(Opcode.LocalSet, sum);
        }

        foreach (var (local, step) in steps)
        {
            Emit(Opcode.LocalGet, local);
            Constant(type, step);
            Emit(add);
            Emit(Opcode.LocalSet, local);
        }

        Emit(Opcode.LocalGet, turns);
        Constant(1);
        Emit(Opcode.I32Add);
        Emit(Opcode.LocalTee, turns);

        // As many turns as an argument says, so that the loop is not unrolled.
        Emit(Opcode.LocalGet, 2);
        Constant(15);
        Emit(Opcode.I32And);
        Emit(_chance.Below(2) == 0 ? Opcode.I32LtS : Opcode.I32LtU);
        Emit(Opcode.BrIf, 0);
        Emit(Opcode.End);
        Emit(Opcode.LocalGet, sum);
    }

    private ulong StepOf(GeneratedType type) => _chance.Below(6) switch
    {
        0 or 1 => 1,
        2 => 3,
        3 => ulong.MaxValue,
        4 => 1UL << _chance.Below(type == GeneratedType.I32 ? 32 : 64),
        _ => SpecialValues.Of(type.Kind, _chance),
    };

    /// <summary>A multiple of a variable: often one that goes up by -1, or by the smallest number.</summary>
    private void Term(GeneratedType type, (uint Local, ulong Step) variable)
    {
        var isNarrow = type == GeneratedType.I32;
        var multiply = isNarrow ? Opcode.I32Mul : Opcode.I64Mul;
        var shift = isNarrow ? Opcode.I32Shl : Opcode.I64Shl;
        var width = isNarrow ? 32 : 64;
        var kind = _chance.Below(8);
        if (kind == 4)
        {
            Constant(type, 0);
        }

        Emit(Opcode.LocalGet, variable.Local);
        switch (kind)
        {
            case 0 or 1:
                Constant(type, 0UL - InverseOf(variable.Step));
                Emit(multiply);
                break;
            case 2:
                Constant(type, (ulong)width - 1);
                Emit(shift);
                break;
            case 3:
                Constant(type, 1UL << (width - 1));
                Emit(multiply);
                break;
            case 4:
                Emit(isNarrow ? Opcode.I32Sub : Opcode.I64Sub);
                break;
            case 5:
                // The same in two parts.
                var first = _chance.Below(width);
                Constant(type, 1UL << first);
                Emit(multiply);
                Constant(type, (ulong)(width - 1 - first));
                Emit(shift);
                break;
            case 6:
                Constant(type, (ulong)_chance.Below(width));
                Emit(shift);
                break;
            default:
                SpecialConstant(type);
                Emit(multiply);
                break;
        }
    }

    /// <summary>The number that makes 1 of an odd one by multiplication, modulo every power of two (Newton's iteration).</summary>
    private static ulong InverseOf(ulong odd)
    {
        var inverse = odd;
        for (var bits = 3; bits < 64; bits *= 2)
        {
            inverse *= 2 - (odd * inverse);
        }

        return inverse;
    }
}
