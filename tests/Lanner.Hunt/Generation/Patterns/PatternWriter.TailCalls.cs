using Lanner.Structure;

namespace Lanner.Hunt.Generation;

/// <content>Functions that call themselves in tail position: the arguments are computed from the parameters that they replace.</content>
internal sealed partial class PatternWriter
{
    private const int MostTurns = 7;

    private static readonly Opcode[] Sums32 = [Opcode.I32Add, Opcode.I32Sub, Opcode.I32Xor, Opcode.I32Mul, Opcode.I32Or];

    private static readonly Opcode[] Sums64 = [Opcode.I64Add, Opcode.I64Sub, Opcode.I64Xor, Opcode.I64Mul, Opcode.I64Or];

    private static readonly Opcode[] Divisions32 = [Opcode.I32DivU, Opcode.I32RemU, Opcode.I32RemS];

    private static readonly Opcode[] Divisions64 = [Opcode.I64DivU, Opcode.I64RemU, Opcode.I64RemS];

    /// <summary>The number of turns, then more parameters than registers pass.</summary>
    private static GeneratedSignature SignatureOfTailCall(Chance chance)
    {
        var parameters = new GeneratedType[chance.Between(3, 11)];
        var usual = chance.Of<GeneratedType>([GeneratedType.I32, GeneratedType.I64]);
        parameters[0] = GeneratedType.I32;
        for (var index = 1; index < parameters.Length; index++)
        {
            parameters[index] = chance.Below(8) switch
            {
                6 => GeneratedType.I32,
                7 => GeneratedType.I64,
                _ => usual,
            };
        }

        return new GeneratedSignature(parameters, [GeneratedType.I64]);
    }

    private void WriteTailCall()
    {
        Emit(Opcode.LocalGet, 0);
        Constant(MostTurns);
        Emit(Opcode.I32And);
        Emit(Opcode.I32Eqz);
        Emit(Opcode.If);
        _code.Write(0x40);
        MixParameters();
        Emit(Opcode.Return);
        Emit(Opcode.End);
        var computed = _chance.Below(3);
        for (var count = computed; count > 0; count--)
        {
            var type = _chance.Of<GeneratedType>([GeneratedType.I32, GeneratedType.I64]);
            Argument(type);
            StoreInNewLocal(type);
        }

        Emit(Opcode.LocalGet, 0);
        Constant(MostTurns);
        Emit(Opcode.I32And);
        Constant(1);
        Emit(Opcode.I32Sub);
        for (var index = 1; index < _signature.Parameters.Length; index++)
        {
            Argument(_signature.Parameters[index]);
        }

        Emit(Opcode.ReturnCall, (uint)_ownIndex);
    }

    /// <summary>A sum of all parameters, each with a weight of its own.</summary>
    private void MixParameters()
    {
        Constant(GeneratedType.I64, 0);
        for (var index = 1u; index < _signature.Parameters.Length; index++)
        {
            Constant(GeneratedType.I64, 31);
            Emit(Opcode.I64Mul);
            Emit(Opcode.LocalGet, index);
            if (_signature.Parameters[index] == GeneratedType.I32)
            {
                Emit(Opcode.I64ExtendI32S);
            }

            Emit(Opcode.I64Add);
        }
    }

    /// <summary>A parameter or local, or what is computed of some, which may trap, call or read memory.</summary>
    private void Argument(GeneratedType type)
    {
        var isNarrow = type == GeneratedType.I32;
        switch (_chance.Below(10))
        {
            case 5:
                Variable(type);
                Variable(type);
                Emit(_chance.Of(isNarrow ? Sums32 : Sums64));
                break;
            case 6:
                Variable(type);
                Constant(type, (ulong)_chance.Below(10));
                Emit(_chance.Of(isNarrow ? Sums32 : Sums64));
                break;
            case 7:
                Variable(type);
                Variable(type);
                Constant(type, 1);
                Emit(isNarrow ? Opcode.I32Or : Opcode.I64Or);
                Emit(_chance.Of(isNarrow ? Divisions32 : Divisions64));
                break;
            case 8:
                Variable(_plan.Memories[0].AddressType);
                Constant(_plan.Memories[0].AddressType, 63);
                Emit(_plan.Memories[0].Is64Bit ? Opcode.I64And : Opcode.I32And);
                Emit(isNarrow ? Opcode.I32Load8U : Opcode.I64Load, 0, 0);
                break;
            case 9:
                Variable(type);
                Emit(Opcode.Call, (uint)(ModulePlan.Imports.Length + (Array.IndexOf(PatternPlan.NumbersAndVector, type) * 2)));
                break;
            default:
                Variable(type);
                break;
        }
    }

    private void Variable(GeneratedType type)
    {
        if (FindLocal(local => local == type) is { } local)
        {
            Emit(Opcode.LocalGet, (uint)local);
        }
        else
        {
            SpecialConstant(type);
        }
    }
}
