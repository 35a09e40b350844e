using Lanner.Hunt.Generation;

namespace Lanner.Hunt.Contenders;

/// <summary>What the host does with an instance of a generated module: calls with arguments as bits, in order.</summary>
internal sealed record CallPlan((int Entry, ulong[] Arguments)[] Calls)
{
    /// <summary>Several calls of every entry.</summary>
    internal static CallPlan Make(GeneratedModule module, Chance chance)
    {
        var calls = new List<(int, ulong[])>();
        for (var round = 0; round < 3; round++)
        {
            for (var entry = 0; entry < module.Entries.Length; entry++)
            {
                var arguments = new ulong[module.Entries[entry].Signature.Parameters.Length];
                for (var index = 0; index < arguments.Length; index++)
                {
                    arguments[index] = chance.Bits();
                }

                calls.Add((entry, arguments));
            }
        }

        return new CallPlan([.. calls]);
    }
}
