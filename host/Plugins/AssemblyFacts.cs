using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Versioning;
using PluginHost.Plugins;

namespace PluginHost.Host.Plugins;

/// <summary>What an assembly file says of itself, read without loading it.</summary>
/// <param name="Name">The assembly's simple name.</param>
/// <param name="IsPlugin">It carries <see cref="PluginAttribute"/>.</param>
/// <param name="TargetFramework">For example <c>.NETCoreApp,Version=v10.0</c>; null when it does not say.</param>
/// <param name="References">The assemblies that it was compiled against.</param>
internal sealed record AssemblyFacts(
    string Name, bool IsPlugin, string? TargetFramework, ImmutableArray<(string Name, Version Version)> References)
{
    /// <exception cref="BadImageFormatException">The file is no .NET assembly.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static AssemblyFacts Read(string file)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        using PEReader image = new(stream);
        if (!image.HasMetadata)
        {
            throw new BadImageFormatException("the file has no .NET metadata");
        }

        MetadataReader metadata = image.GetMetadataReader();
        if (!metadata.IsAssembly)
        {
            throw new BadImageFormatException("the file is a .NET module without an assembly manifest");
        }

        bool isPlugin = false;
        string? framework = null;
        foreach (CustomAttributeHandle handle in metadata.GetAssemblyDefinition().GetCustomAttributes())
        {
            CustomAttribute attribute = metadata.GetCustomAttribute(handle);
            string? type = TypeOf(metadata, attribute);
            isPlugin |= type == typeof(PluginAttribute).FullName;
            framework = type == typeof(TargetFrameworkAttribute).FullName ? FirstArgument(metadata, attribute) : framework;
        }

        return new AssemblyFacts(
            metadata.GetString(metadata.GetAssemblyDefinition().Name),
            isPlugin,
            framework,
            [.. metadata.AssemblyReferences.Select(metadata.GetAssemblyReference)
                .Select(reference => (metadata.GetString(reference.Name), reference.Version))]);
    }

    private static string? TypeOf(MetadataReader metadata, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference)
        {
            return null;
        }

        EntityHandle parent = metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        if (parent.Kind != HandleKind.TypeReference)
        {
            return null;
        }

        TypeReference type = metadata.GetTypeReference((TypeReferenceHandle)parent);
        return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }

    // ECMA-335 II.23.3: the prolog 0x0001, then the fixed arguments; the first one is a string here.
    private static string? FirstArgument(MetadataReader metadata, CustomAttribute attribute)
    {
        BlobReader value = metadata.GetBlobReader(attribute.Value);
        return value.ReadUInt16() == 1 ? value.ReadSerializedString() : null;
    }
}
