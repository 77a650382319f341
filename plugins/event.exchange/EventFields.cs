using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using PluginHost.Events;
using PluginHost.Filters;
using PluginHost.Proto.Events;

namespace PluginHost.Plugins.EventExchange;

/// <summary>
/// What filters see of an event: namespace, topic, and the text fields of the event itself if its type is known. The event is decoded at
/// most once, by the first filter that asks.
/// </summary>
internal sealed class EventFields(EventEnvelope envelope) : IFieldSource
{
    private IMessage? _message;
    private bool _decoded;

    public bool TryGetField(ReadOnlySpan<string> path, [NotNullWhen(true)] out string? value)
    {
        value = path[0] switch
        {
            "namespace" => Present(envelope.Namespace),
            "topic" => Present(envelope.Topic),
            "event" when path.Length > 1 && Decoded() is { } message => Find(message, path[1..]),
            _ => null,
        };
        return value is not null;
    }

    private static string? Present(string text) => text.Length > 0 ? text : null;

    private static string? Find(IMessage message, ReadOnlySpan<string> path)
        => message.Descriptor.FindFieldByName(path[0])?.Accessor.GetValue(message) switch
        {
            string text => Present(text),
            IDictionary<string, string> map when path.Length > 1
                => map.TryGetValue(string.Join('.', path[1..]), out string? value) ? value : null,
            IMessage inner when path.Length > 1 => Find(inner, path[1..]),
            _ => null,
        };

    private IMessage? Decoded()
    {
        if (!_decoded)
        {
            _decoded = true;
            _message = envelope.Event is { } any ? Decode(any) : null;
        }

        return _message;
    }

    private static IMessage? Decode(AnyValue any)
    {
        string name = any.TypeUrl[(any.TypeUrl.LastIndexOf('/') + 1)..];
        if (!KnownEvents.TryGetValue(name, out MessageDescriptor? type))
        {
            return null;
        }

        try
        {
            return type.Parser.ParseFrom(any.Value.Span);
        }
        catch (InvalidProtocolBufferException)
        {
            // A publisher's broken event is passed on as it came; it only has no fields to filter by.
            return null;
        }
    }

    private static readonly Dictionary<string, MessageDescriptor> KnownEvents = new[]
    {
        ContainerCreate.Descriptor, ContentCreate.Descriptor, ImageCreate.Descriptor, NamespaceCreate.Descriptor,
        SnapshotPrepare.Descriptor, TaskCreate.Descriptor, SandboxCreate.Descriptor,
    }
    .SelectMany(type => type.File.MessageTypes)
    .ToDictionary(type => type.FullName, StringComparer.Ordinal);
}
