using System.Globalization;
using System.Text;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Messages;
using Lanner.Cli.Running;
using Lanner.Wasi;

namespace Lanner.Cli.Executables;

/// <summary>Writes the program around a guest in a stand-alone executable: it grants what was granted when it was compiled, starts the
/// guest, and ends as <c>lanner run</c> does.</summary>
internal static class ProgramSource
{
    /// <summary>The class of the guest.</summary>
    internal const string GuestClass = "GuestProgram";

    /// <summary>The source of the program.</summary>
    internal static string Of(WasiGrants grants) => $$"""
        using System.Net;
        using Lanner;
        using Lanner.Wasi;

        var name = Path.GetFileName(Environment.ProcessPath ?? "guest");
        var exitCode = 0;
        var thread = new Thread(() => exitCode = Run(), {{GuestRun.StackSize}});
        thread.Start();
        thread.Join();
        return exitCode;

        int Run()
        {
            try
            {
                return RunGuest();
            }
            catch (WasiExitException exit)
            {
                return exit.ExitCode;
            }
            catch (TrapException trap)
            {
                return Fail("trap: " + trap.Message, trap.Backtrace, {{ExitCodes.Trap}});
            }
            catch (WasmException exception)
            {
                return Fail("uncaught exception: " + exception.Message, exception.Backtrace, {{ExitCodes.Trap}});
            }
            catch (Exception exception) when (exception is LannerException or IOException or UnauthorizedAccessException
                or ArgumentException or InvalidOperationException or NotSupportedException)
            {
                return Fail(exception.Message, [], {{ExitCodes.BadModule}});
            }
        }

        int RunGuest()
        {
            var builder = new WasiContextBuilder
            {
                Arguments = [name, .. args],
                Input = WasiInput.Inherited,
                Output = WasiOutput.Inherited,
                Error = WasiOutput.Inherited,
                NoticesMissingPaths = true,
            };
            {{Lines(grants)}}
            using var context = builder.Build();
            var hasFailed = true;
            try
            {
                using var guest = new {{GuestClass}}(context);
                guest.Start();
                hasFailed = false;
                return {{ExitCodes.Success}};
            }
            catch (WasiExitException exit)
            {
                hasFailed = exit.ExitCode != 0;
                throw;
            }
            finally
            {
                context.Flush();
                if (hasFailed && context.MissingPath is { } path)
                {
                    Console.Error.WriteLine($"{name}: the guest asked for {path}, which it was granted no directory for");
                }
            }
        }

        int Fail(string message, IReadOnlyList<WasmFrame> frames, int code)
        {
            Console.Error.WriteLine($"{name}: {message}");
            foreach (var frame in frames.Take({{Failures.LongestBacktrace}}))
            {
                Console.Error.WriteLine($"    at {frame}");
            }

            return code;
        }

        """;

    private static string Lines(WasiGrants grants)
    {
        var lines = new List<string>();
        if (grants.InheritsEnvironment)
        {
            lines.Add("foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables()) "
                + "{ if ((string)variable.Key is not (\"\" or ['=', ..])) "
                + "{ builder.Environment[(string)variable.Key] = (string?)variable.Value ?? \"\"; } }");
        }

        lines.AddRange(grants.Variables.Select(variable =>
            $"builder.Environment[{Literal(variable.Key)}] = {Literal(variable.Value)};"));
        lines.AddRange(grants.Directories.Select(directory =>
            $"builder.AddDirectory({Literal(directory.Host)}, {Literal(directory.Guest)}, (DirectoryRights){(int)directory.Rights});"));
        lines.AddRange(grants.Listeners.Select(address => $"builder.AddListener(IPEndPoint.Parse({Literal(address.ToString())}));"));
        lines.AddRange(grants.Peers.Select(peers =>
            $"builder.AllowPeers(IPNetwork.Parse({Literal(peers.Addresses.ToString())}), "
            + $"{peers.Port?.ToString(CultureInfo.InvariantCulture) ?? "null"});"));
        if (grants.Seed is { } seed)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"builder.{nameof(WasiContextBuilder.RandomSeed)} = {seed};"));
        }

        return string.Join("\n    ", lines);
    }

    /// <summary>A text as C# writes it: whatever a command line has in it becomes nothing else.</summary>
    internal static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (var letter in text)
        {
            if (char.IsAsciiLetterOrDigit(letter) || letter is ' ' or '/' or '.' or '-' or '_' or ':')
            {
                literal.Append(letter);
            }
            else
            {
                literal.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            }
        }

        return literal.Append('"').ToString();
    }
}
