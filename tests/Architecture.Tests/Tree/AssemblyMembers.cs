using System.Reflection.Metadata;

namespace Architecture.Tests.Tree;

/// <summary>Names of what an assembly defines and uses.</summary>
internal sealed class AssemblyMembers(MetadataReader metadata)
{
    private const string PluginAttribute = "PluginHost.Plugins.PluginAttribute";

    public string NameOf(TypeDefinitionHandle handle)
    {
        TypeDefinition type = metadata.GetTypeDefinition(handle);

        return Join(metadata.GetString(type.Namespace), metadata.GetString(type.Name));
    }

    public string NameOf(MethodDefinitionHandle handle)
    {
        MethodDefinition method = metadata.GetMethodDefinition(handle);

        return Join(NameOf(method.GetDeclaringType()), metadata.GetString(method.Name));
    }

    public bool IsPluginAttribute(CustomAttributeHandle handle)
    {
        EntityHandle constructor = metadata.GetCustomAttribute(handle).Constructor;

        return constructor.Kind == HandleKind.MemberReference
            && TypeName(metadata.GetMemberReference((MemberReferenceHandle)constructor).Parent) == PluginAttribute;
    }

    /// <summary>Every member of another assembly, and every member of a generic type, that the code names.</summary>
    public IReadOnlySet<string> Used()
        => metadata.MemberReferences.Select(metadata.GetMemberReference)
            .Select(member => (Type: TypeName(member.Parent), Name: metadata.GetString(member.Name)))
            .Where(member => member.Type is not null)
            .Select(member => Join(member.Type!, member.Name))
            .ToHashSet(StringComparer.Ordinal);

    private string? TypeName(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeReference => TypeName(metadata.GetTypeReference((TypeReferenceHandle)handle)),
        HandleKind.TypeDefinition => NameOf((TypeDefinitionHandle)handle),
        HandleKind.TypeSpecification => GenericTypeName(metadata.GetTypeSpecification((TypeSpecificationHandle)handle)),
        _ => null,
    };

    private string TypeName(TypeReference type) => Join(metadata.GetString(type.Namespace), metadata.GetString(type.Name));

    // ECMA-335 II.23.2.14: GENERICINST, CLASS or VALUETYPE, the generic type, its arguments.
    private string? GenericTypeName(TypeSpecification specification)
    {
        BlobReader signature = metadata.GetBlobReader(specification.Signature);
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
        {
            return null;
        }

        signature.ReadCompressedInteger();

        return TypeName(signature.ReadTypeHandle());
    }

    private static string Join(string left, string right) => left.Length == 0 ? right : $"{left}.{right}";
}
