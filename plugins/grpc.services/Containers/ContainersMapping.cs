using PluginHost.Containers;
using Container = PluginHost.Proto.Services.ContainersV1.Container;

namespace PluginHost.Plugins.GrpcServices.Containers;

internal static class ContainersMapping
{
    public static ContainerRecord ToRecord(this Container message) => new()
    {
        Id = message.Id,
        Labels = new Dictionary<string, string>(message.Labels),
        Image = message.Image,
        RuntimeName = message.Runtime?.Name ?? "",
        RuntimeOptions = message.Runtime?.Options.ToRecord(),
        Spec = message.Spec.ToRecord(),
        Snapshotter = message.Snapshotter,
        SnapshotKey = message.SnapshotKey,
        Extensions = message.Extensions.ToDictionary(pair => pair.Key, pair => pair.Value.ToRecord()!),
        SandboxId = message.Sandbox,
    };

    public static Container ToMessage(this ContainerRecord record)
    {
        Container message = new()
        {
            Id = record.Id,
            Image = record.Image,
            Runtime = new Container.Types.Runtime { Name = record.RuntimeName, Options = record.RuntimeOptions.ToMessage() },
            Spec = record.Spec.ToMessage(),
            Snapshotter = record.Snapshotter,
            SnapshotKey = record.SnapshotKey,
            Sandbox = record.SandboxId,
            CreatedAt = record.CreatedAt.ToMessage(),
            UpdatedAt = record.UpdatedAt.ToMessage(),
        };
        message.Labels.Fill(record.Labels);
        foreach ((string name, AnyValue value) in record.Extensions)
        {
            message.Extensions[name] = value.ToMessage()!;
        }

        return message;
    }
}
