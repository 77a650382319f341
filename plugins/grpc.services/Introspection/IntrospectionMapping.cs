using PluginHost.Proto.Services.IntrospectionV1;
using PluginHost.Rpc;
using Platform = PluginHost.Oci.Platform;
using PlatformMessage = PluginHost.Proto.Types.Platform;

namespace PluginHost.Plugins.GrpcServices.Introspection;

internal static class IntrospectionMapping
{
    public static Plugin ToMessage(this PluginStatus record)
    {
        Plugin message = new()
        {
            Type = record.Type,
            Id = record.Id,
            Requires = { record.Requires },
            Platforms = { record.Platforms.Select(ToMessage) },
            Capabilities = { record.Capabilities },
        };
        message.Exports.Fill(record.Exports);
        if (record.Error is not null)
        {
            RpcStatus status = StatusMapping.ToStatus(record.Error);
            message.InitErr = new PluginHost.Proto.Rpc.Status { Code = (int)status.Code, Message = status.Message };
        }

        return message;
    }

    public static PluginHost.Proto.Services.IntrospectionV1.DeprecationWarning ToMessage(this PluginHost.Warnings.DeprecationWarning record)
        => new() { Id = record.Id, Message = record.Message, LastOccurrence = record.LastOccurrence.ToMessage() };

    private static PlatformMessage ToMessage(Platform record) => new()
    {
        Os = record.Os,
        Architecture = record.Architecture,
        Variant = record.Variant,
        OsVersion = record.OsVersion,
        OsFeatures = { record.OsFeatures },
    };
}
