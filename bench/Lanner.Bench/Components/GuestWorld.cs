using Lanner.Components;

namespace Lanner.Bench.Components;

/// <summary>The component as a class of C#.</summary>
[WitWorld("guest.wit")]
internal sealed partial class GuestWorld;
