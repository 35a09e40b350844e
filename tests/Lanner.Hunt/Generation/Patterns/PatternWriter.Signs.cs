using Lanner.Structure;

namespace Lanner.Hunt.Generation;

/// <content>Sums behind signed comparisons with negative constants, of which the sign matters.</content>
internal sealed partial class PatternWriter
{
    private static readonly Opcode[] SignedComparisons = [Opcode.I32LtS, Opcode.I32GeS, Opcode.I32LeS, Opcode.I32GtS];

    private static readonly Opcode[] SignedUses =
        [Opcode.I32LtS, Opcode.I32GeS, Opcode.I32LeS, Opcode.I32GtS, Opcode.I32DivS, Opcode.I32RemS, Opcode.I32ShrS];

    private void WriteSigns()
    {
        _sum = NewLocal(GeneratedType.I32);
        for (var count = _chance.Between(1, 3); count > 0; count--)
        {
            var variable = (uint)_chance.Below(3);
            var bound = -1 - _chance.Below(20);
            var added = _chance.Between(0, 20);
            for (var near = -1; near <= added; near += Math.Max(1, added / 3))
            {
                _hints.Add((ulong)(long)(bound + near));
            }

            var depth = _chance.Between(1, 2);
            for (var tests = depth; tests > 0; tests--)
            {
                Emit(Opcode.LocalGet, variable);
                Constant(tests == depth ? bound : _chance.Between(0, 100));
                Emit(_chance.Of(SignedComparisons));
                Emit(Opcode.If);
                _code.Write(0x40);
            }

            UseSign(variable, added);
            for (var tests = depth; tests > 0; tests--)
            {
                if (_chance.Below(2) == 0)
                {
                    Emit(Opcode.Else);
                    UseSign(variable, added);
                }

                Emit(Opcode.End);
            }
        }

        Emit(Opcode.LocalGet, _sum);
    }

    /// <summary>Computes something from a sum that depends on its sign.</summary>
    private void UseSign(uint variable, int added)
    {
        Emit(Opcode.LocalGet, variable);
        Constant(added);
        Emit(_chance.Below(8) == 7 ? Opcode.I32Sub : Opcode.I32Add);
        if (_chance.Below(4) == 3)
        {
            Emit(Opcode.LocalGet, StoreInNewLocal(GeneratedType.I32));
        }

        if (_chance.Below(5) == 4)
        {
            Emit(Opcode.I64ExtendI32S);
            Constant(GeneratedType.I64, 33);
            Emit(Opcode.I64ShrU);
            Emit(Opcode.I32WrapI64);
        }
        else
        {
            Constant(_chance.Of<int>([0, 1, 2, 3, 4, 8, 31, 7]) + (_chance.Below(2) == 0 ? 0 : 1));
            var use = _chance.Of(SignedUses);
            if (use is Opcode.I32DivS or Opcode.I32RemS)
            {
                Constant(1);
                Emit(Opcode.I32Or);
            }

            Emit(use);
        }

        Constant(31);
        Emit(Opcode.I32Mul);
        AddToSum();
    }
}
