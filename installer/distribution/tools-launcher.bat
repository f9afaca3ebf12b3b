@echo off
rem Runs hexr on this host's own Java, 25 or newer.
setlocal
set "HEXR_RUN=java"
if defined JAVA_HOME set "HEXR_RUN=%JAVA_HOME%\bin\java"
if defined HEXR_JAVA_HOME set "HEXR_RUN=%HEXR_JAVA_HOME%\bin\java"
"%HEXR_RUN%" --version >nul 2>&1
if errorlevel 1 (
  echo hexr: a Java 25 or newer is needed: set HEXR_JAVA_HOME or JAVA_HOME to its folder, or put it on the PATH. 1>&2
  exit /b 3
)
"%HEXR_RUN%" "@%~dp0..\lib\jvm.options" -Dhexr.commit=@COMMIT@ -cp "%~dp0..\lib\*" io.hexr.cli.Hexr %*
exit /b %ERRORLEVEL%
