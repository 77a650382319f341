using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using PluginHost.Proto.Events;

namespace Services.Tests;

/// <summary>The payload of an event, decoded.</summary>
internal static class EventText
{
    private static readonly TypeRegistry Types = TypeRegistry.FromFiles(
        ContainerReflection.Descriptor, ContentReflection.Descriptor, ImageReflection.Descriptor, NamespaceReflection.Descriptor, SnapshotReflection.Descriptor);

    public static string Of(Any payload)
    {
        MessageDescriptor? type = Types.Find(payload.TypeUrl);
        return type is null ? $"unknown type {payload.TypeUrl}" : $"{payload.TypeUrl} {MessageText.Of(type.Parser.ParseFrom(payload.Value))}";
    }
}
