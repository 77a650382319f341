using PluginHost.Sandboxes;
using Sandbox = PluginHost.Proto.Types.Sandbox;

namespace PluginHost.Plugins.GrpcServices.Sandboxes;

internal static class SandboxesMapping
{
    public static SandboxRecord ToRecord(this Sandbox message) => new()
    {
        Id = message.SandboxId,
        Labels = new Dictionary<string, string>(message.Labels),
        RuntimeName = message.Runtime?.Name ?? "",
        RuntimeOptions = message.Runtime?.Options.ToRecord(),
        Spec = message.Spec.ToRecord(),
        Sandboxer = message.Sandboxer,
        Extensions = message.Extensions.ToDictionary(pair => pair.Key, pair => pair.Value.ToRecord()!),
    };

    public static Sandbox ToMessage(this SandboxRecord record)
    {
        Sandbox message = new()
        {
            SandboxId = record.Id,
            Runtime = new Sandbox.Types.Runtime { Name = record.RuntimeName, Options = record.RuntimeOptions.ToMessage() },
            Spec = record.Spec.ToMessage(),
            Sandboxer = record.Sandboxer,
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
