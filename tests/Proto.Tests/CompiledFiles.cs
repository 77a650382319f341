using System.Reflection;
using Google.Protobuf.Reflection;

namespace Proto.Tests;

/// <summary>The descriptors of all files that are compiled into PluginHost.Proto.</summary>
internal static class CompiledFiles
{
    public static IReadOnlyList<FileDescriptor> All { get; } =
    [
        .. typeof(PluginHost.Proto.Types.Mount).Assembly.GetTypes()
            .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static, typeof(FileDescriptor)))
            .OfType<PropertyInfo>()
            .Select(property => (FileDescriptor)property.GetValue(null)!)
            .OrderBy(file => file.Name, StringComparer.Ordinal),
    ];

    /// <summary>The messages of a file, nested ones included, but not the entries of maps.</summary>
    public static IEnumerable<MessageDescriptor> Messages(FileDescriptor file) => file.MessageTypes.SelectMany(WithNested);

    public static IEnumerable<EnumDescriptor> Enums(FileDescriptor file)
        => file.EnumTypes.Concat(Messages(file).SelectMany(message => message.EnumTypes));

    private static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor message)
        => message.NestedTypes.Where(nested => nested.GetOptions()?.MapEntry is not true).SelectMany(WithNested).Prepend(message);

    private static PropertyInfo? GetProperty(this Type type, string name, BindingFlags flags, Type returns)
        => type.GetProperty(name, flags, null, returns, Type.EmptyTypes, null);
}
