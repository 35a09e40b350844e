namespace Lanner.Components.Resources;

/// <summary>The resources in arguments that the host gives. One can be passed on once, and then not be lent in the same call.</summary>
internal static class PassedResources
{
    internal static bool AreDistinct(ReadOnlySpan<ComponentValue> arguments)
    {
        var owned = new List<ComponentResource>();
        var lent = new List<ComponentResource>();
        Collect(arguments, owned, lent);
        var passed = new HashSet<ComponentResource>(ReferenceEqualityComparer.Instance);
        return owned.TrueForAll(passed.Add) && !lent.Exists(passed.Contains);
    }

    private static void Collect(ReadOnlySpan<ComponentValue> values, List<ComponentResource> owned, List<ComponentResource> lent)
    {
        foreach (ref readonly var value in values)
        {
            switch (value.Payload)
            {
                case ComponentResource resource:
                    (value.Kind == ComponentValueKind.Own ? owned : lent).Add(resource);
                    break;
                case ComponentValue[] elements:
                    Collect(elements, owned, lent);
                    break;
                case RecordPayload record:
                    Collect(record.Values, owned, lent);
                    break;
                case CasePayload { Value: { } payload }:
                    Collect([payload], owned, lent);
                    break;
                case BoxedValue boxed:
                    Collect([boxed.Value], owned, lent);
                    break;
            }
        }
    }
}
