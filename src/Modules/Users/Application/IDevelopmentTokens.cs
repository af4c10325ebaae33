namespace ArtEngine.Users.Application;

/// <summary>Signs in whoever sits at this machine; there is none but with the development issuer.</summary>
internal interface IDevelopmentTokens
{
    /// <summary>The developer's token, good for thirty days.</summary>
    string CreateToken();
}
