@echo off
rem Runs a command of Retrain: "retrain" alone says which there are.
set "retrain_java=java"
if defined JAVA_HOME set "retrain_java=%JAVA_HOME%\bin\java"
"%retrain_java%" %JAVA_OPTS% -cp "%~dp0..\lib\*" retrain.runner.Runner %*
exit /b %ERRORLEVEL%
