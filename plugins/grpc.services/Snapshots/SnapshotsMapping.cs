using PluginHost.Proto.Services.SnapshotsV1;
using PluginHost.Snapshots;

namespace PluginHost.Plugins.GrpcServices.Snapshots;

internal static class SnapshotsMapping
{
    public static SnapshotInfo ToRecord(this Info message) => new()
    {
        Kind = (SnapshotKind)message.Kind,
        Name = message.Name,
        Parent = message.Parent,
        Labels = new Dictionary<string, string>(message.Labels),
    };

    public static Info ToMessage(this SnapshotInfo record)
    {
        Info message = new()
        {
            Name = record.Name,
            Parent = record.Parent,
            Kind = (Kind)record.Kind,
            CreatedAt = record.CreatedAt.ToMessage(),
            UpdatedAt = record.UpdatedAt.ToMessage(),
        };
        message.Labels.Fill(record.Labels);
        return message;
    }
}
