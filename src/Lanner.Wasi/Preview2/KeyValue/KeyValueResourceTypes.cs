using Lanner.Components;

namespace Lanner.Wasi.Preview2.KeyValue;

/// <summary>The types of handles of <c>wasi:keyvalue</c>.</summary>
internal static class KeyValueResourceTypes
{
    internal static HostResourceType Bucket { get; } = ResourceTypes.Create("bucket");

    internal static HostResourceType CompareAndSwap { get; } = ResourceTypes.Create("cas");
}
