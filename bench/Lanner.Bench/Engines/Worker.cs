using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Lanner.Bench.Engines;

/// <summary>The other side of <see cref="WorkerEngine"/>: runs one engine and answers requests until its input ends.</summary>
internal static class Worker
{
    /// <summary>Guests recurse deeply; each engine gets the same stack.</summary>
    internal const int StackSize = 64 << 20;

    internal static int Serve(Func<IGuestRunner> makeRunner)
    {
        var thread = new Thread(() => ServeOnThisThread(makeRunner), StackSize);
        thread.Start();
        thread.Join();
        return 0;
    }

    private static void ServeOnThisThread(Func<IGuestRunner> makeRunner)
    {
        using var input = new StreamReader(Console.OpenStandardInput());
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        IGuestRunner? runner = null;
        string[] arguments = [];
        while (input.ReadLine() is { } line)
        {
            WorkerAnswer answer;
            try
            {
                runner ??= makeRunner();
                var request = JsonSerializer.Deserialize(line, WorkerProtocol.Default.WorkerRequest)!;
                arguments = request.Arguments ?? arguments;
                answer = Answer(runner, request, arguments);
            }
            catch (Exception exception)
            {
                // Whatever it was, the benchmark shows it beside the program's name.
                answer = new WorkerAnswer(Error: $"{exception.GetType().Name}: {exception.Message}");
            }

            output.WriteLine(JsonSerializer.Serialize(answer, WorkerProtocol.Default.WorkerAnswer));
        }

        runner?.Dispose();
    }

    private static WorkerAnswer Answer(IGuestRunner runner, WorkerRequest request, string[] arguments)
    {
        switch (request.Command)
        {
            case "describe":
                return new WorkerAnswer(Version: runner.Version);
            case "load":
                var module = File.ReadAllBytes(request.Path!);
                return new WorkerAnswer(Milliseconds: Time(() => runner.Load(module)));
            case "run":
                using (var output = new MemoryStream())
                {
                    var milliseconds = Time(() => runner.Run(arguments, output));
                    return new WorkerAnswer(Milliseconds: milliseconds, Output: Encoding.UTF8.GetString(output.ToArray()));
                }

            default:
                return new WorkerAnswer(Error: $"unknown command {request.Command}");
        }
    }

    private static double Time(Action action)
    {
        // What one run leaves behind must not be collected during the next.
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
