using System.Diagnostics.CodeAnalysis;

namespace Architecture.Tests.PublicApi;

/// <summary>As <see cref="Specimen"/>.</summary>
internal interface ISpecimen
{
    Task<string?> FindAsync(string key, CancellationToken cancellationToken);

    bool TryGet(IReadOnlyDictionary<string, object?> values, [NotNullWhen(true)] out string? value)
    {
        value = values.Keys.FirstOrDefault();
        return value is not null;
    }
}
