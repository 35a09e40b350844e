using System.CommandLine;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Messages;
using Lanner.Cli.Modules;
using Lanner.Hosting;
using Lanner.Server.Serving;

namespace Lanner.Server.Commands;

/// <summary>Serves one guest, as a command line says.</summary>
internal static class GuestFile
{
    /// <exception cref="FileException">There is no such file, or a file of variables or a directory is none.</exception>
    internal static ServeSettings Read(string path, ParseResult result, ServeOptions options)
    {
        InputFile.Require(path);
        var file = Path.GetFullPath(path);
        var name = Path.GetFileNameWithoutExtension(path) is { Length: > 0 } stem ? stem : Path.GetFileName(path);
        var route = result.GetValue(options.Route) ?? RouteSettings.AllPaths;
        if (!RouteSettings.IsPattern(route))
        {
            throw new NotSupportedException($"--path: '{route}' is not {RouteSettings.PatternForm}");
        }

        var apply = ReadOptions(result, options.Guest);
        return new ServeSettings
        {
            Listen = new ListenSettings(),
            AddGuests = builder => builder.AddGuest(name, guest =>
            {
                guest.Source = GuestSource.FromFile(file);
                guest.Arguments.Add(name);
                apply(guest);
            }),
            Routes = [new RouteSettings(route, name)],
            Folder = Environment.CurrentDirectory,
            Files = [FileStamp.Of(file)],
            Explain = message => new NotSupportedException(message),
        };
    }

    private static Action<GuestOptions> ReadOptions(ParseResult result, GuestServeOptions options)
    {
        var directories = result.GetValue(options.Directories) ?? [];
        foreach (var directory in directories)
        {
            directory.Require();
        }

        KeyValuePair<string, string>[] variables =
        [
            .. (result.GetValue(options.VariableFiles) ?? []).SelectMany(EnvironmentFile.Read),
            .. result.GetValue(options.Variables) ?? [],
        ];
        return guest =>
        {
            if (result.ValueOf(options.CallTime) is { } time)
            {
                guest.CallTime = time;
                guest.RunningTime = time;
            }

            guest.MemoryBytes = result.ValueOf(options.Memory) ?? guest.MemoryBytes;
            guest.TableElements = result.ValueOf(options.TableElements) ?? guest.TableElements;
            guest.Fuel = result.ValueOf(options.Fuel);
            foreach (var (key, value) in variables)
            {
                guest.Environment[key] = value;
            }

            foreach (var (key, value) in result.GetValue(options.Settings) ?? [])
            {
                guest.Configuration[key] = value;
            }

            foreach (var directory in directories)
            {
                guest.Directories.Add(new GuestDirectory(Path.GetFullPath(directory.Host), directory.Guest, directory.Rights));
            }

            foreach (var destination in result.GetValue(options.Http) ?? [])
            {
                guest.Http.Add(destination);
            }

            foreach (var destination in result.GetValue(options.Connect) ?? [])
            {
                guest.Connect.Add(destination);
            }
        };
    }
}
