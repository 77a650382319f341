using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using PluginHost.Errors;
using PluginHost.Proto.Services.EventsV1;
using PluginHost.Rpc;

namespace PluginHost.Host.CommandLine;

/// <summary><c>publish --namespace N --topic T</c>: sends the event on the standard input (a google.protobuf.Any) to the daemon.</summary>
internal static class PublishCommand
{
    private static readonly Flag[] Flags =
    [
        new("namespace", null, true, "namespace of the event"),
        new("topic", null, true, "topic of the event"),
    ];

    /// <exception cref="DaemonException">The topic is missing, or the input is no event.</exception>
    public static async Task<int> RunAsync(Invocation invocation, HostOptions options, string[] arguments)
    {
        FlagParser flags = new(Flags);
        flags.Parse(arguments);
        string topic = flags.Value("topic");
        if (topic.Length == 0)
        {
            throw DaemonException.InvalidArgument("topic required to publish event");
        }

        PublishRequest request = new() { Topic = topic, Event = await ReadAsync(invocation.Input) };
        Grpc.Core.Metadata headers = new() { { RequestScopeHeaders.Namespace, flags.Value("namespace") } };
        await DaemonClient.CallAsync(
            options.AddressOrDefault,
            (calls, call) => new Proto.Services.EventsV1.Events.EventsClient(calls)
                .PublishAsync(request, call.WithHeaders(headers)).ResponseAsync);
        return 0;
    }

    private static async Task<Any> ReadAsync(Stream input)
    {
        using MemoryStream bytes = new();
        await input.CopyToAsync(bytes);
        try
        {
            return Any.Parser.ParseFrom(bytes.ToArray());
        }
        catch (InvalidProtocolBufferException error)
        {
            throw DaemonException.Of(
                ErrorKind.InvalidArgument, $"the standard input is no event (google.protobuf.Any): {error.Message}", error);
        }
    }
}
