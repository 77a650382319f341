using PluginHost.Plugins.Metadata.Gc.Reports;
using PluginHost.Proto.Services.GcV1;

namespace PluginHost.Plugins.Metadata.Service;

/// <summary>Reports as messages and back.</summary>
internal static class GcMapping
{
    public static Proto.Services.GcV1.Object ToMessage(GcObject item)
    {
        Proto.Services.GcV1.Object message = new() { Type = item.Type, Namespace = item.Namespace, Key = item.Key };
        if (item.Bytes is long bytes)
        {
            message.Bytes = bytes;
        }

        return message;
    }

    public static Survivor ToMessage(GcSurvivor survivor) => new() { Object = ToMessage(survivor.Object), Path = ToMessage(survivor.Path) };

    public static Answer ToMessage(GcAnswer answer) => new()
    {
        Object = ToMessage(answer.Object),
        Paths = { answer.Paths.Select(ToMessage) },
        Referrers = { answer.Referrers.Select(ToMessage) },
        Note = answer.Note,
    };

    public static GcObject FromMessage(Proto.Services.GcV1.Object message)
        => new(message.Type, message.Namespace, message.Key, message.HasBytes ? message.Bytes : null);

    public static GcSurvivor FromMessage(Survivor message) => new(FromMessage(message.Object), FromMessage(message.Path));

    public static GcAnswer FromMessage(Answer message) => new(
        FromMessage(message.Object), [.. message.Paths.Select(FromMessage)], [.. message.Referrers.Select(FromMessage)], message.Note);

    private static Proto.Services.GcV1.Path ToMessage(IReadOnlyList<GcStep> steps) => new() { Steps = { steps.Select(ToMessage) } };

    private static Step ToMessage(GcStep step) => new() { Type = step.Type, Key = step.Key, Reason = step.Reason };

    private static IReadOnlyList<GcStep> FromMessage(Proto.Services.GcV1.Path message) => [.. message.Steps.Select(FromMessage)];

    private static GcStep FromMessage(Step message) => new(message.Type, message.Key, message.Reason);
}
