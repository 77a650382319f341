using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Services.Tests;

/// <summary>Answers as text that can be compared: fields in their order, maps sorted, moments near now as such.</summary>
internal static partial class MessageText
{
    private static readonly TimeSpan Near = TimeSpan.FromHours(1);

    public static string Of(RpcException error) => Normalise($"{error.StatusCode}: {error.Status.Detail}");

    public static string Of(IMessage message)
    {
        StringBuilder text = new();
        Append(text, message);
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value)
    {
        switch (value)
        {
            case Timestamp moment:
                text.Append(Moment(moment));
                break;
            case Any any:
                text.Append(CultureInfo.InvariantCulture, $"any({any.TypeUrl}, {any.Value.ToStringUtf8()})");
                break;
            case IMessage message:
                Append(text, message);
                break;
            case string words:
                text.Append('"').Append(Normalise(words)).Append('"');
                break;
            case ByteString bytes:
                text.Append(CultureInfo.InvariantCulture, $"bytes({bytes.ToStringUtf8()})");
                break;
            default:
                text.Append(CultureInfo.InvariantCulture, $"{value}");
                break;
        }
    }

    private static void Append(StringBuilder text, IMessage message)
    {
        text.Append('{');
        foreach (FieldDescriptor field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            object? value = field.Accessor.GetValue(message);
            if (value is IDictionary map)
            {
                foreach (object key in map.Keys.Cast<object>().OrderBy(static key => key.ToString(), StringComparer.Ordinal))
                {
                    text.Append(CultureInfo.InvariantCulture, $" {field.Name}[{key}]=");
                    Append(text, map[key]);
                }
            }
            else if (value is IList list)
            {
                foreach (object? item in list)
                {
                    text.Append(CultureInfo.InvariantCulture, $" {field.Name}=");
                    Append(text, item);
                }
            }
            else if (value is not (null or "" or 0 or 0L or 0U or 0UL or false or ByteString { IsEmpty: true }))
            {
                text.Append(CultureInfo.InvariantCulture, $" {field.Name}=");
                Append(text, value);
            }
        }

        text.Append(" }");
    }

    private static string Moment(Timestamp moment)
    {
        TimeSpan age = DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch.AddSeconds(moment.Seconds);
        return age.Duration() < Near ? "now" : string.Create(CultureInfo.InvariantCulture, $"{moment.Seconds}s+{moment.Nanos}ns");
    }

    // What no two runs have in common: directories of the daemons, generated ids, numbers of snapshots, moments, and how long a lock was held.
    private static string Normalise(string text)
    {
        text = Scratch().Replace(text, "/DIR");
        text = SnapshotNumber().Replace(text, "snapshots/N");
        text = LockAge().Replace(text, "locked for AGE (since WHEN)");
        return GeneratedLease().Replace(text, "LEASE");
    }

    [GeneratedRegex(@"/tmp/[A-Za-z0-9_.-]+(?=/)")]
    private static partial Regex Scratch();

    // In directories and in keys of backends; how they are given out is each daemon's own affair.
    [GeneratedRegex(@"\bsnapshots/\d+")]
    private static partial Regex SnapshotNumber();

    [GeneratedRegex(@"locked for \S+ \(since [^)]*\)")]
    private static partial Regex LockAge();

    [GeneratedRegex(@"^\d{1,9}-[A-Za-z0-9_-]{4}$")]
    private static partial Regex GeneratedLease();
}
