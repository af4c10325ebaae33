using Microsoft.AspNetCore.Mvc;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>How a dialect of the API tells problems, where its clients do not know problem details.</summary>
public interface IProblemFormat
{
    /// <summary>The type of the body, for the API's description.</summary>
    Type BodyType { get; }

    /// <summary>The status and the body that clients of the dialect understand.</summary>
    /// <param name="problem">The problem with its code and, perhaps, <c>errors</c>.</param>
    (int Status, object Body) Format(ProblemDetails problem);
}
