using System.Text;
using PluginHost.Shim.Messages;
using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Actions;

/// <summary>
/// How the daemon speaks to <c>start</c>. Up to 2.2 it sends the runtime options as an Any, or nothing, and reads a plain address; from
/// 1.7 on it reads JSON, too; since 2.3 both sides are messages.
/// </summary>
/// <param name="Parameters">What a daemon of 2.3 sent; null for older ones.</param>
/// <param name="Options">The runtime options, or null.</param>
/// <param name="ReadsJson">Whether the daemon reads JSON.</param>
internal sealed record BootstrapDialect(BootstrapParams? Parameters, AnyValue? Options, bool ReadsJson)
{
    /// <summary>Recognises it: only messages of 2.3 begin with the id and the namespace that the flags tell.</summary>
    public static BootstrapDialect Recognize(byte[] input, Arguments arguments, bool readsJson)
    {
        try
        {
            BootstrapParams parameters = BootstrapParams.Parse(input);
            if (parameters.InstanceId == arguments.Id && parameters.Namespace == arguments.Namespace)
            {
                return new BootstrapDialect(parameters, parameters.Options, readsJson);
            }
        }
        catch (InvalidDataException)
        {
            // Not that message.
        }

        try
        {
            return new BootstrapDialect(null, input.Length == 0 ? null : AnyValue.Parse(input), readsJson);
        }
        catch (InvalidDataException)
        {
            // Nor this one. Daemons up to 2.2 go on when a shim does not understand what they sent.
            return new BootstrapDialect(null, null, readsJson);
        }
    }

    /// <summary>The answer.</summary>
    public byte[] Answer(string address)
        => Parameters is not null ? new WireWriter().Number(1, 3L).Text(2, address).Text(3, "ttrpc").ToArray()
            : ReadsJson ? Encoding.UTF8.GetBytes($"{{\"version\":2,\"address\":{Json.Quote(address)},\"protocol\":\"ttrpc\"}}")
            : Encoding.UTF8.GetBytes(address);
}
