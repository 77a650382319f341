using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Ttrpc;

/// <summary>ttrpc.Request: service(1), method(2), payload(3), timeout_nano(4); metadata(5) is not needed here.</summary>
internal sealed record TtrpcRequest(string Service, string Method, byte[] Payload, long TimeoutNanoseconds)
{
    /// <exception cref="InvalidDataException">The message is broken.</exception>
    public static TtrpcRequest Parse(ReadOnlySpan<byte> message)
    {
        TtrpcRequest request = new(string.Empty, string.Empty, [], 0);
        WireReader reader = new(message);
        while (reader.Next(out int field))
        {
            switch (field)
            {
                case 1:
                    request = request with { Service = reader.Text() };
                    break;
                case 2:
                    request = request with { Method = reader.Text() };
                    break;
                case 3:
                    request = request with { Payload = reader.Bytes().ToArray() };
                    break;
                case 4:
                    request = request with { TimeoutNanoseconds = (long)reader.Number() };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return request;
    }

    /// <summary>The message.</summary>
    public byte[] ToArray()
        => new WireWriter().Text(1, Service).Text(2, Method).Bytes(3, Payload).Number(4, TimeoutNanoseconds).ToArray();
}
