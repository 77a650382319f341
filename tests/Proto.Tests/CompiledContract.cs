using Google.Protobuf.Reflection;

namespace Proto.Tests;

/// <summary>What the compiled descriptors say, one fact per line, in the form of <see cref="WireTable.Facts"/>.</summary>
internal static class CompiledContract
{
    public static HashSet<string> Facts(IReadOnlySet<string> packages)
        => [.. CompiledFiles.All.Where(file => packages.Contains(file.Package)).SelectMany(Facts)];

    private static IEnumerable<string> Facts(FileDescriptor file)
        => CompiledFiles.Messages(file).SelectMany(Facts)
            .Concat(CompiledFiles.Enums(file).SelectMany(Facts))
            .Concat(file.Services.SelectMany(Facts));

    private static IEnumerable<string> Facts(MessageDescriptor message)
    {
        yield return $"message {message.FullName}";
        List<DescriptorProto.Types.ReservedRange> reserved = [.. message.ToProto().ReservedRange];
        if (reserved.Count > 0)
        {
            yield return $"reserved {message.FullName} {string.Join(", ", reserved.Select(Text))}";
        }

        foreach (FieldDescriptor field in message.Fields.InDeclarationOrder())
        {
            yield return $"field {message.FullName} {field.FieldNumber} {field.Name}: {Type(field)}{Flags(field)}";
        }
    }

    private static IEnumerable<string> Facts(EnumDescriptor enumeration)
        => enumeration.Values.Select(value => $"value {enumeration.FullName} {value.Name}={value.Number}")
            .Prepend($"enum {enumeration.FullName}");

    private static IEnumerable<string> Facts(ServiceDescriptor service)
        => service.Methods.Select(method =>
                $"method {method.FullName} ({Stream(method.IsClientStreaming)}{method.InputType.FullName})"
                + $" -> ({Stream(method.IsServerStreaming)}{method.OutputType.FullName})")
            .Prepend($"service {service.FullName}");

    private static string Type(FieldDescriptor field)
    {
        if (field.IsMap)
        {
            IList<FieldDescriptor> entry = field.MessageType.Fields.InFieldNumberOrder();
            return $"map<{Single(entry[0])},{Single(entry[1])}>";
        }

        return field.IsRepeated ? $"repeated {Single(field)}" : Single(field);
    }

    private static string Single(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => field.MessageType.FullName,
        FieldType.Enum => field.EnumType.FullName,
        _ => field.FieldType.ToString().ToLowerInvariant(),
    };

    private static string Flags(FieldDescriptor field)
    {
        string flags = field.RealContainingOneof is { } oneof ? $" (oneof {oneof.Name})" : "";
        flags += field.ContainingOneof is not null && field.RealContainingOneof is null ? " (optional)" : "";
        return flags + (field.GetOptions()?.Deprecated is true ? " (deprecated)" : "");
    }

    private static string Text(DescriptorProto.Types.ReservedRange range)
        => range.End - range.Start == 1 ? $"{range.Start}" : $"{range.Start} to {range.End - 1}";

    private static string Stream(bool streaming) => streaming ? "stream " : "";
}
