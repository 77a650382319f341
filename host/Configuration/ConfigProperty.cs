using System.Reflection;
using System.Text;
using PluginHost.Plugins;

namespace PluginHost.Host.Configuration;

/// <summary>A property of a configuration record and its key.</summary>
internal sealed record ConfigProperty(PropertyInfo Property, string Key, bool OmitEmpty)
{
    /// <summary>The properties of a record that have a key, in the order of declaration.</summary>
    public static IReadOnlyList<ConfigProperty> Of(Type record)
    {
        List<ConfigProperty> properties = [];
        foreach (PropertyInfo property in record.GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            if (property.SetMethod is not null && property.GetIndexParameters().Length == 0)
            {
                ConfigKeyAttribute? key = property.GetCustomAttribute<ConfigKeyAttribute>();
                properties.Add(new ConfigProperty(property, key?.Key ?? SnakeCase(property.Name), key?.OmitEmpty ?? false));
            }
        }

        return properties;
    }

    /// <summary><c>RootPath</c> is <c>root_path</c>, <c>TLSCert</c> is <c>tls_cert</c>, <c>X509KeyPair</c> is <c>x509_key_pair</c>.</summary>
    public static string SnakeCase(string name)
    {
        StringBuilder key = new(name.Length + 4);
        for (int i = 0; i < name.Length; i++)
        {
            bool startsWord = i > 0 && char.IsUpper(name[i])
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (startsWord)
            {
                key.Append('_');
            }

            key.Append(char.ToLowerInvariant(name[i]));
        }

        return key.ToString();
    }
}
