using System.Collections;
using System.Net;
using Lanner.Wasi;

namespace Lanner.Cli.CommandLine;

/// <summary>The grants of a command line: what a guest may do and see of the system.</summary>
/// <param name="InheritsEnvironment">True if the guest has the environment of the process.</param>
/// <param name="Variables">Its other environment variables, of which a later one hides an earlier one of the same name.</param>
/// <param name="Directories">Its directories.</param>
/// <param name="Listeners">The addresses at which it can be reached.</param>
/// <param name="Peers">The only peers that it may talk to; empty for all that connect.</param>
/// <param name="Seed">The number that its random numbers follow from; null for random numbers.</param>
internal sealed record WasiGrants(
    bool InheritsEnvironment, KeyValuePair<string, string>[] Variables, GrantedDirectory[] Directories, IPEndPoint[] Listeners,
    (IPNetwork Addresses, int? Port)[] Peers, long? Seed)
{
    /// <summary>Makes the least that a guest has: the streams of the process, and its arguments.</summary>
    /// <param name="file">The file of the module, whose name is the first argument.</param>
    /// <param name="arguments">The others.</param>
    internal static WasiContextBuilder CreateBuilder(string file, IEnumerable<string> arguments) => new()
    {
        Arguments = [Path.GetFileName(file), .. arguments],
        Input = WasiInput.Inherited,
        Output = WasiOutput.Inherited,
        Error = WasiOutput.Inherited,
        NoticesMissingPaths = true,
    };

    /// <summary>Grants everything to a guest.</summary>
    internal void AddTo(WasiContextBuilder builder)
    {
        // Windows keeps the folders of its drives in variables that begin with "=", which are none for a guest.
        var inherited = InheritsEnvironment ? Environment.GetEnvironmentVariables().Cast<DictionaryEntry>() : [];
        foreach (var (name, value) in inherited
            .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value ?? ""))
            .Where(variable => variable.Key is not ("" or ['=', ..]))
            .Concat(Variables))
        {
            builder.Environment[name] = value;
        }

        foreach (var directory in Directories)
        {
            directory.AddTo(builder);
        }

        foreach (var listener in Listeners)
        {
            builder.AddListener(listener);
        }

        foreach (var (addresses, port) in Peers)
        {
            builder.AllowPeers(addresses, port);
        }
    }
}
