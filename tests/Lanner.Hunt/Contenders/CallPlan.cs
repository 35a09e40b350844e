using Lanner.Hunt.Generation;

namespace Lanner.Hunt.Contenders;

/// <summary>The calls of the host to an instance of a generated module, with arguments as bits, in order.</summary>
internal sealed record CallPlan((int Entry, ulong[] Arguments)[] Calls)
{
    /// <summary>Several calls of every entry.</summary>
    internal static CallPlan Make(GeneratedModule module, Chance chance)
    {
        var calls = new List<(int, ulong[])>();
        for (var round = 0; round < module.Rounds; round++)
        {
            for (var entry = 0; entry < module.Entries.Length; entry++)
            {
                var types = module.Entries[entry].Signature.Parameters;
                var arguments = new ulong[types.Length];
                for (var index = 0; index < arguments.Length; index++)
                {
                    arguments[index] = module.Hints.Length == 0 ? chance.Bits() : Argument(types[index].Kind, module.Hints[entry], chance);
                }

                calls.Add((entry, arguments));
            }
        }

        return new CallPlan([.. calls]);
    }

    private static ulong Argument(GeneratedKind kind, IReadOnlyList<ulong> hints, Chance chance)
    {
        switch (chance.Below(6))
        {
            case 0:
                return chance.Bits();
            case 1:
                return SpecialValues.Of(kind, chance);
            case 2 or 3 when hints.Count > 0:
                var hint = chance.Of(hints);
                var sum = chance.Below(2) == 0 ? hint : 0 - hint;
                return sum + (chance.Below(3) == 0 ? 0 - chance.Of(hints) : 0) + (ulong)(long)(chance.Below(24) - 3);
            default:
                return kind is GeneratedKind.I32 or GeneratedKind.I64 ? (ulong)chance.Below(24) : SpecialValues.Of(kind, chance);
        }
    }
}
