using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lanner.Bench.Engines;

/// <summary>A request of the benchmark to a worker: a line of JSON on its standard input.</summary>
/// <param name="Command"><c>describe</c>, <c>load</c> (the module becomes the current one) or <c>run</c> (a fresh instance of it runs its
/// <c>_start</c>).</param>
/// <param name="Path">With <c>load</c>: the module.</param>
/// <param name="Arguments">With <c>load</c>: the program's arguments, its name first.</param>
internal sealed record WorkerRequest(string Command, string? Path = null, string[]? Arguments = null);

/// <summary>An answer of a worker: a line of JSON on its standard output.</summary>
/// <param name="Version">To <c>describe</c>: what the engine is.</param>
/// <param name="Milliseconds">To <c>load</c> and <c>run</c>: how long that took, as the worker measured it.</param>
/// <param name="Output">To <c>run</c>: what the program printed.</param>
/// <param name="Error">Why there is nothing else in the answer.</param>
internal sealed record WorkerAnswer(string? Version = null, double Milliseconds = 0, string? Output = null, string? Error = null);

/// <summary>The protocol between the benchmark and the processes that engines run in. An engine that crashes or does not end takes down its
/// worker and nothing else.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(WorkerRequest))]
[JsonSerializable(typeof(WorkerAnswer))]
internal sealed partial class WorkerProtocol : JsonSerializerContext;
