using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Lanner.Bench.Reports;
using Lanner.Wasi;

namespace Lanner.Bench.Interruption;

/// <summary><c>lanner-bench interruption</c>: how long guests go on after they were told to stop.</summary>
internal static class InterruptionCommand
{
    private const int Rounds = 100;

    /// <summary>A loop so long that it is cut into functions. Not in the file, whose readers it would not help.</summary>
    private const string OutlinedLoop = "outlined loop";

    private static readonly string[] Exports =
    [
        "loop", "loop of calls", "loop in a try_table", "loop that throws and catches", OutlinedLoop, "recursion", "tail calls",
        "memory.fill", "memory.copy", "memory.init", "memory.grow", "table.fill", "table.copy", "table.init", "table.grow",
        "table.grow of 100,000", "array.fill", "array.copy", "array.copy of references", "array.init_data", "array.new of 1 MB",
        "array.new of 100 MB", "array.new of 100 MB of references",
        "memory.atomic.wait32", "memory.atomic.wait64", "fd_read of a pipe", "fd_write to a pipe that is full", "poll_oneoff of a clock",
        "poll_oneoff of a pipe", "sock_accept", "sock_recv", "sock_send", "host function that waits",
    ];

    internal static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Only sees that everything runs." };
        var write = CommonOptions.Write();
        var command = new Command(ReportNames.Interruption, "Measures how soon guests are stopped.") { quick, write };
        command.SetAction(result => CommonOptions.Publish(Measure(result.GetValue(quick)), result.GetValue(write)));
        return command;
    }

    internal static Report Measure(bool isQuick)
    {
        var rounds = isQuick ? 3 : Rounds;
        var table = new ReportTable(
            "From the request to the end of the call, ms", "the guest is in", "token: median", "token: 99 %", "token: most",
            "deadline: median", "deadline: 99 %", "deadline: most");
        using var engine = new Engine(new EngineOptions { Interruptible = true });
        using var module = Module.FromText(engine, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "interruption.wat")));
        using var large = Module.FromText(
            engine, $"(module (func (export \"{OutlinedLoop}\") (local i32) (local.set 0 (i32.const 1)) (loop $l {LongBody()} (br $l))))");
        foreach (var export in Exports)
        {
            using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
            using var full = new AnonymousPipeServerStream(PipeDirection.Out);
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            using var peer = new TcpClient();
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen();
            if (export is "sock_recv" or "sock_send")
            {
                peer.Connect((IPEndPoint)listener.LocalEndPoint!);
            }

            using var context = new WasiContextBuilder { Input = WasiInput.FromStream(pipe), Output = WasiOutput.ToStream(full) }
                .AddListener(listener).Build();
            using var store = new Store(engine);
            var linker = new Linker(engine);
            linker.DefineWasi(context);
            linker.Define("env", "wait", (Caller caller) =>
            {
                caller.Store.Interruption.WaitHandle.WaitOne();
            });
            var function = linker.Instantiate(store, export == OutlinedLoop ? large : module).GetFunction<Action>(export);

            // The first round compiles.
            _ = StopByToken(store, function, 1);
            var (byToken, byDeadline) = (new double[rounds], new double[rounds]);
            for (var round = 0; round < rounds; round++)
            {
                byToken[round] = StopByToken(store, function, 2 + (round % 9));
                byDeadline[round] = StopByDeadline(store, function, 2 + (round % 9));
            }

            table.Add([export, .. Summary(byToken), .. Summary(byDeadline)]);
        }

        return new Report(
            ReportNames.Interruption,
            "Interruption",
            [
                "How long a guest goes on after a `CancellationToken` was cancelled or a deadline has passed, "
                + "until the host has the control back with a `TrapException`: the median, what 99 of 100 stay "
                + $"below, and the longest of {rounds} tries each, at different moments. "
                + "Pauses of the machine and of the garbage collector are in them.",
                "Run: `lanner-bench interruption`.",
            ],
            [table]);
    }

    private static string LongBody()
    {
        var text = new StringBuilder();
        for (var step = 0; step < 12_000; step++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"(if (i32.gt_u (local.get 0) (i32.const {step})) "
                + $"(then (local.set 0 (i32.mul (local.get 0) (i32.const {(step * 2) + 3})))))\n");
        }

        return text.ToString();
    }

    private static string[] Summary(double[] milliseconds)
    {
        double[] sorted = [.. milliseconds.Order()];
        return [Figures.Number(Figures.Median(sorted)), Figures.Number(sorted[(sorted.Length - 1) * 99 / 100]), Figures.Number(sorted[^1])];
    }

    private static double StopByToken(Store store, Action function, int delay)
    {
        using var cancellation = new CancellationTokenSource();
        var requested = 0L;
        var canceller = new Thread(() =>
        {
            Thread.Sleep(delay);
            requested = Stopwatch.GetTimestamp();
            cancellation.Cancel();
        });
        using (store.InterruptOn(cancellation.Token))
        {
            canceller.Start();
            var stopped = Run(function);
            canceller.Join();
            return Math.Max(0, Stopwatch.GetElapsedTime(requested, stopped).TotalMilliseconds);
        }
    }

    private static double StopByDeadline(Store store, Action function, int delay)
    {
        var start = Stopwatch.GetTimestamp();
        using (store.InterruptAfter(TimeSpan.FromMilliseconds(delay)))
        {
            return Math.Max(0, Stopwatch.GetElapsedTime(start, Run(function)).TotalMilliseconds - delay);
        }
    }

    /// <summary>Runs a function that does not end by itself.</summary>
    /// <returns>The time when it was over.</returns>
    private static long Run(Action function)
    {
        try
        {
            function();
        }
        catch (TrapException trap) when (trap.Code is TrapCode.Interrupted or TrapCode.DeadlinePassed)
        {
            return Stopwatch.GetTimestamp();
        }

        throw new InvalidOperationException("The guest ended by itself.");
    }
}
